import { endPause, listOrganizations, saveOrganizations, saveUsers, setPause } from '@passlink/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDirectory } from '../deliveries.ts'
import { alice } from '../people.ts'
import type { TestDatabase } from '../servers/database.ts'

const actor = { operator: 'olga', address: '192.0.2.7' }

let database: TestDatabase
beforeAll(async () => {
  database = await createDirectory()
  await saveOrganizations(database.db, [
    { id: 'globex', name: 'Globex Corporation' },
    { id: 'initech', name: 'Initech' },
    { id: 'hooli', name: 'The Corporation' },
  ])
  await saveUsers(database.db, [{ ...alice, id: 'bob', organizationId: 'globex', email: null }])
})
afterAll(() => database?.drop())

const list = (options: Partial<Parameters<typeof listOrganizations>[1]> = {}) =>
  listOrganizations(database.db, { limit: 10, ...options })
const idsOf = ({ organizations }: Awaited<ReturnType<typeof list>>) => organizations.map(({ id }) => id)

test('organizations are listed by their ids, with the number of their users', async () => {
  const { organizations, next } = await list()
  expect(organizations.map(({ id, users }) => [id, users])).toEqual([
    ['acme', 1],
    ['globex', 1],
    ['hooli', 0],
    ['initech', 0],
  ])
  expect(organizations[0]).toEqual({
    id: 'acme',
    name: 'Acme',
    managed: true,
    users: 1,
    hasMoreUsers: false,
    pause: null,
  })
  expect(next).toBeNull()
})

test('a pause of an organization is in its row while it is in force', async () => {
  const { db } = database
  await setPause(db, { scope: 'organization:globex', reason: 'abuse', end: null }, actor)
  expect((await list()).organizations.map(({ pause }) => pause)).toEqual([
    null,
    {
      scope: 'organization:globex',
      reason: 'abuse',
      operator: 'olga',
      since: expect.stringMatching(/Z$/),
      endsAt: null,
    },
    null,
    null,
  ])
  await endPause(db, 'organization:globex', actor)
  expect((await list()).organizations[1]?.pause).toBeNull()
})

test('they are found by a part of the id or the name, in any case', async () => {
  expect(idsOf(await list({ containing: 'CORP' }))).toEqual(['globex', 'hooli'])
  expect(idsOf(await list({ containing: 'ooli' }))).toEqual(['hooli'])
  expect(idsOf(await list({ containing: '%' }))).toEqual([])
})

test('pages have each organization once, also if the list gives up', async () => {
  for (const options of [{ limit: 1 }, { limit: 3 }, { limit: 4 }, { rowsMax: 1, containing: 'corp' }]) {
    const found: string[] = []
    let after: string | null | undefined
    do {
      const page = await list({ ...options, ...(after ? { after } : {}) })
      found.push(...idsOf(page))
      after = page.next
    } while (after !== null)
    expect(found).toEqual(
      'containing' in options ? ['globex', 'hooli'] : ['acme', 'globex', 'hooli', 'initech'],
    )
  }
})

test('very many users are not counted to the end', async () => {
  await database.sql`
    insert into users (id, organization_id, display_name)
    select 'many-' || n, 'initech', 'n' from generate_series(1, 1001) as n`
  const { organizations } = await list({ containing: 'initech' })
  expect(organizations).toMatchObject([{ users: 1_000, hasMoreUsers: true }])
})
