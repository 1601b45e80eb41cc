import { recordLinks, saveUsers } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDirectory, request, unlimited } from '../deliveries.ts'
import { alice } from '../people.ts'
import { countRows } from '../records.ts'
import type { TestDatabase } from '../servers/database.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createDirectory()
})
afterEach(() => database.drop())

test('each request of a batch gets its own answer, in order, and only valid ones are recorded', async () => {
  await saveUsers(database.db, [
    { ...alice, id: 'no-address', email: null },
    { ...alice, id: 'unverified', emailVerified: false },
  ])
  const userIds = ['alice', 'nobody', 'no-address', 'alice', 'unverified', 'alice']
  const answers = await recordLinks(
    database.db,
    userIds.map((userId, index) => ({ ...request, userId, requestId: `r${index}` })),
    unlimited,
  )
  expect(answers.map(answer => answer.outcome)).toEqual([
    'recorded',
    'user_unknown',
    'address_missing',
    'recorded',
    'address_unverified',
    'recorded',
  ])
  expect(await countRows(database)).toEqual({ links: 3, deliveries: 3, events: 3 })
  const requestIds = await Promise.all(
    [0, 3, 5].map(async index => {
      const answer = answers[index]
      const id = answer?.outcome === 'recorded' ? answer.deliveryId : null
      const [row] = await database.sql`select request_id from deliveries where id = ${id}`
      return row?.request_id
    }),
  )
  expect(requestIds).toEqual(['r0', 'r3', 'r5'])
})

test('the sequence and time of an answer are those of the event of its own request', async () => {
  const batches = await Promise.all(
    Array.from({ length: 20 }, () => recordLinks(database.db, Array(5).fill(request), unlimited)),
  )
  for (const answer of batches.flat()) {
    if (answer.outcome !== 'recorded') throw new Error(answer.outcome)
    const events = await database.sql`
      select user_id, organization_id, link_id, type, data, at = ${answer.at}::text::timestamptz as same_time
      from events where sequence = ${answer.sequence}`
    expect(events).toEqual([
      {
        user_id: 'alice',
        organization_id: answer.organizationId,
        link_id: answer.linkId,
        type: 'link.requested',
        data: { requestId: 'r' },
        same_time: true,
      },
    ])
  }
  const sequences = batches.flat().map(answer => (answer.outcome === 'recorded' ? answer.sequence : ''))
  expect(new Set(sequences).size).toBe(100)
})

test('link, delivery and event are recorded atomically', async () => {
  for (const table of ['links', 'deliveries', 'events']) {
    await database.sql.unsafe(`alter table ${table} add constraint never check (false) not valid`)
    await expect(recordLinks(database.db, [request], unlimited)).rejects.toMatchObject({ code: '23514' })
    expect(await countRows(database)).toEqual({ links: 0, deliveries: 0, events: 0 })
    await database.sql.unsafe(`alter table ${table} drop constraint never`)
  }
  await recordLinks(database.db, [request], unlimited)
  expect(await countRows(database)).toEqual({ links: 1, deliveries: 1, events: 1 })
})

test('text that Postgres cannot store fails neither its request nor the others', async () => {
  const texts = ['a\0b', '\0', '\uD800', 'x\uDC00y', '{"a", NULL}', "';--", '\\', 'NULL', '']
  const answers = await recordLinks(
    database.db,
    [
      ...texts.map(requestId => ({ ...request, requestId })),
      ...texts.map(userId => ({ ...request, userId })),
      request,
    ],
    unlimited,
  )
  expect(answers.map(answer => answer.outcome)).toEqual([
    ...texts.map(() => 'recorded'),
    ...texts.map(() => 'user_unknown'),
    'recorded',
  ])
  const stored = await database.sql`select request_id from deliveries order by id`
  expect(stored.map(row => row.request_id)).toEqual([
    'ab',
    '',
    '\uFFFD',
    'x\uFFFDy',
    '{"a", NULL}',
    "';--",
    '\\',
    'NULL',
    '',
    'r',
  ])
})
