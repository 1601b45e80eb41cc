import { findOrganization, type StoredOrganization } from '@passlink/store'
import { withDatabase } from '../with-database.ts'
import { UnusableArgument } from './unusable-argument.ts'

/** Reads an organization. Throws {@link UnusableArgument} if the id is unknown, and the errors of settings and database. */
export type OpenOrganization = (id: string) => Promise<StoredOrganization>

/** Reads organizations from the database that the environment names. */
export function createOpenOrganization(env: NodeJS.ProcessEnv): OpenOrganization {
  return id =>
    withDatabase(env, async db => {
      const found = await findOrganization(db, id)
      if (!found) throw new UnusableArgument(`--organization ${id}: no such organization`)
      return found
    })
}
