import { type Actor, type Db, saveOrganizations, saveUsers } from '@passlink/store'
import type { ImportedUser, Refusal } from './to-user.ts'

/**
 * Saves the organizations that the users name, then the users, whose ids must be unique. Returns the refused users. What
 * is changed has a line of the audit each time.
 */
export type SaveBatch = (users: ImportedUser[]) => Promise<Refusal[]>

export function createSaveBatch(db: Db, importedBy: Actor): SaveBatch {
  return async users => {
    const organizations = new Map<string, string>()
    for (const { organizationId, organizationName } of users)
      if (organizationName !== null) organizations.set(organizationId, organizationName)
    if (organizations.size > 0)
      await saveOrganizations(
        db,
        [...organizations].map(([id, name]) => ({ id, name })),
        { importedBy },
      )
    const results = await saveUsers(db, users, { importedBy })
    return users
      .filter((_, index) => results[index]?.outcome === 'organization_unknown')
      .map(({ line }) => ({
        line,
        problem: 'organizationId: not known, and no organizationName says what to call it',
      }))
  }
}
