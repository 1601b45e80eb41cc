import { recordLinks, saveOrganizations, saveUsers } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDirectory, outcomesOf, request, unlimited } from '../deliveries.ts'
import { alice } from '../people.ts'
import { countRows } from '../records.ts'
import type { TestDatabase } from '../servers/database.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createDirectory()
})
afterEach(() => database.drop())

test('a returned link is valid at once with the given key, and is not mailed, even without an address', async () => {
  await saveUsers(database.db, [{ ...alice, email: null }])
  const returned = { keyId: 'k1', lifetimeMs: 60_000 }
  const [answer] = await recordLinks(database.db, [{ ...request, returned }], unlimited)
  expect(answer).toMatchObject({ outcome: 'recorded', deliveryId: null, keyId: 'k1' })
  expect(await countRows(database)).toEqual({ links: 1, deliveries: 0, events: 1 })
  const links = await database.sql`
    select key_id, expires_at - created_at = interval '1 minute' as lives_a_minute from links`
  expect(links).toEqual([{ key_id: 'k1', lives_a_minute: true }])
})

test('the URL template of a request is stored with its link', async () => {
  const urlTemplate = 'https://app.example/{{.CodeID}}/{{.Code}}'
  await recordLinks(database.db, [{ ...request, urlTemplate }, request], unlimited)
  const links = await database.sql`select url_template, key_id, expires_at from links order by id`
  expect(links).toEqual([
    { url_template: urlTemplate, key_id: null, expires_at: null },
    { url_template: null, key_id: null, expires_at: null },
  ])
})

test('a caller can request links for other people of the organizations within reach only', async () => {
  await saveOrganizations(database.db, [{ id: 'other', name: 'Other' }])
  await saveUsers(database.db, [
    { ...alice, id: 'bob' },
    { ...alice, id: 'eve', organizationId: 'other' },
  ])
  const by = (userId: string, own: boolean, ...organizationIds: string[]) => ({
    acting: { userId, reach: { own, organizationIds: new Set(organizationIds) } },
  })
  const requests = [
    { ...by('bob', true), userId: 'alice' },
    { ...by('eve', true), userId: 'alice' },
    { ...by('bob', true), userId: 'eve' },
    { ...by('bob', true), userId: 'nobody' },
    { ...by('nobody', true), userId: 'alice' },
    { ...by('eve', false, 'acme'), userId: 'alice' },
    { ...by('bob', false, 'other'), userId: 'alice' },
  ]
  const answers = await recordLinks(
    database.db,
    requests.map(one => ({ ...request, ...one })),
    unlimited,
  )
  expect(outcomesOf(answers)).toEqual([
    'recorded',
    'target_unknown',
    'target_unknown',
    'target_unknown',
    'user_unknown',
    'recorded',
    'target_unknown',
  ])
  expect(await database.sql`select user_id from links`).toEqual([{ user_id: 'alice' }, { user_id: 'alice' }])
})
