import { readSettings, setting } from '@passlink/runtime'
import { findOrganization, openDatabase, type StoredOrganization } from '@passlink/store'
import { z } from 'zod'
import { UnusableArgument } from './unusable-argument.ts'

/** Reads an organization. Throws {@link UnusableArgument} if the id is unknown, and the errors of settings and database. */
export type OpenOrganization = (id: string) => Promise<StoredOrganization>

const settings = z.object({ DATABASE_URL: setting.databaseUrl, DATABASE_PREPARE: setting.databasePrepare })

/** Reads organizations from the database that the environment names. */
export function createOpenOrganization(env: NodeJS.ProcessEnv): OpenOrganization {
  return async id => {
    const { DATABASE_URL, DATABASE_PREPARE } = readSettings(settings, env)
    const { db, close } = openDatabase(DATABASE_URL, { connectionsMax: 1, prepare: DATABASE_PREPARE })
    try {
      const found = await findOrganization(db, id)
      if (!found) throw new UnusableArgument(`--organization ${id}: no such organization`)
      return found
    } finally {
      await close()
    }
  }
}
