import { readDatabaseUrl } from '@passlink/runtime'
import { openDatabase, saveOrganizations, saveUsers } from '@passlink/store'
import type { Person } from './people.ts'

/** Adds or updates the people and their organizations in the database. */
export async function seed(url: string, people: readonly Person[]): Promise<void> {
  const organizations = new Map(people.map(({ organization }) => [organization.id, organization]))
  const users = people.map(({ id, name, email, language, organization }) => ({
    id,
    organizationId: organization.id,
    email,
    emailVerified: true,
    displayName: name,
    language,
  }))
  const database = openDatabase(readDatabaseUrl(url), { connectionsMax: 1 })
  try {
    await saveOrganizations(database.db, [...organizations.values()])
    await saveUsers(database.db, users)
  } finally {
    await database.close()
  }
}
