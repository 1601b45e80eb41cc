import { type Db, saveOrganizations, saveUsers } from '@passlink/store'
import type { Person, Refusal } from './to-person.ts'

/** Saves people, no id twice, and before them the organizations that they name. Says who could not be saved, and why. */
export type SavePeople = (people: Person[]) => Promise<Refusal[]>

export function createSavePeople(db: Db): SavePeople {
  return async people => {
    const organizations = new Map<string, string>()
    for (const { organizationId, organizationName } of people)
      if (organizationName !== null) organizations.set(organizationId, organizationName)
    if (organizations.size > 0)
      await saveOrganizations(
        db,
        [...organizations].map(([id, name]) => ({ id, name })),
      )
    const answers = await saveUsers(db, people)
    return people
      .filter((_, index) => answers[index]?.outcome === 'organization_unknown')
      .map(({ line }) => ({
        line,
        problem: 'organizationId: not known, and no organizationName says what to call it',
      }))
  }
}
