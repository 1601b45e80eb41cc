import { type Db, saveOrganizations, saveUsers } from '@passlink/store'
import type { ImportedUser, Refusal } from './to-user.ts'

/** Saves users, each id once, and before them the organizations that they name. Returns those that were refused. */
export type SaveBatch = (users: ImportedUser[]) => Promise<Refusal[]>

export function createSaveBatch(db: Db): SaveBatch {
  return async users => {
    const organizations = new Map<string, string>()
    for (const { organizationId, organizationName } of users)
      if (organizationName !== null) organizations.set(organizationId, organizationName)
    if (organizations.size > 0)
      await saveOrganizations(
        db,
        [...organizations].map(([id, name]) => ({ id, name })),
      )
    const answers = await saveUsers(db, users)
    return users
      .filter((_, index) => answers[index]?.outcome === 'organization_unknown')
      .map(({ line }) => ({
        line,
        problem: 'organizationId: not known, and no organizationName says what to call it',
      }))
  }
}
