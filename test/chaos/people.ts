import { readDatabaseUrl } from '@passlink/runtime'
import { openDatabase, saveOrganizations, saveUsers } from '@passlink/store'

const count = 200

/** Saves the people for whom links are requested. Resolves to their ids. */
export async function savePeople(databaseUrl: string): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, index) => `person-${index}`)
  const { db, close } = openDatabase(readDatabaseUrl(databaseUrl))
  try {
    await saveOrganizations(db, [{ id: 'acme', name: 'Acme' }])
    await saveUsers(
      db,
      ids.map(id => ({
        id,
        organizationId: 'acme',
        email: `${id}@acme.example`,
        emailVerified: true,
        displayName: id,
        language: 'en',
      })),
    )
  } finally {
    await close()
  }
  return ids
}
