import {
  countDeadLetters,
  type DeadLetter,
  type DeadLetterFilter,
  listDeadLetters,
  type Picked,
  saveOrganizations,
  saveUsers,
} from '@passlink/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDeadLetter } from '../dead-letters.ts'
import { createDirectory, recordAndClaim, recordForAlice } from '../deliveries.ts'
import { alice } from '../people.ts'
import type { TestDatabase } from '../servers/database.ts'

let database: TestDatabase
const names: Record<string, string> = {}
beforeAll(async () => {
  database = await createDirectory()
  const { db, sql } = database
  await saveOrganizations(db, [{ id: 'globex', name: 'Globex' }])
  await saveUsers(db, [{ ...alice, id: 'bob', organizationId: 'globex', email: 'bob@globex.example' }])
  names.refused = await createDeadLetter(database)
  names.lost = await createDeadLetter(database, {
    outcome: 'unknown',
    detail: "the relay's 100% line_ dropped \\",
  })
  names.elsewhere = await createDeadLetter(database, {
    userId: 'bob',
    relay: 'other:25',
    detail: 'No Such MAILBOX',
  })
  names.late = await createDeadLetter(database, { userId: 'bob', outcome: 'deferred', relay: 'other:25' })
  const [never] = await recordForAlice(db, 1)
  names.never = never?.deliveryId as string
  await sql`
    update deliveries set status = 'dead', dead_reason = 'the link was revoked', dead_at = now()
    where id = ${names.never}`
  let hour = 0
  for (const id of Object.values(names)) {
    const at = `2026-03-01T${String(hour++).padStart(2, '0')}:00:00.123456Z`
    await sql`update deliveries set dead_at = ${at}::text::timestamptz where id = ${id}`
  }
  await recordForAlice(db, 1)
  await recordAndClaim(db)
  const discarded = await createDeadLetter(database)
  await sql`update deliveries set discarded_at = now() where id = ${discarded}`
})
afterAll(() => database?.drop())

const namesOf = (letters: DeadLetter[]) =>
  letters.map(({ deliveryId }) => Object.keys(names).find(name => names[name] === deliveryId))

const list = async (filter: DeadLetterFilter) =>
  namesOf(await listDeadLetters(database.db, filter, { limit: 9 }))

test('dead deliveries that are not discarded are listed with their details, the latest dead first', async () => {
  expect(await list({})).toEqual(['never', 'late', 'elsewhere', 'lost', 'refused'])
  const [never, late] = await listDeadLetters(database.db, {}, { limit: 2 })
  expect([never, late]).toEqual([
    {
      deliveryId: names.never,
      organizationId: 'acme',
      userId: 'alice',
      kind: 'link',
      deadAt: '2026-03-01T04:00:00.123456Z',
      reason: 'the link was revoked',
      attempts: 0,
      outcome: null,
      relay: null,
      linkState: 'recorded',
    },
    {
      deliveryId: names.late,
      organizationId: 'globex',
      userId: 'bob',
      kind: 'link',
      deadAt: '2026-03-01T03:00:00.123456Z',
      reason: 'the deadline comes before the next try: 550 5.1.1 no such mailbox',
      attempts: 1,
      outcome: 'deferred',
      relay: 'other:25',
      linkState: 'open',
    },
  ])
})

const filters: [DeadLetterFilter, string[]][] = [
  [{ organizationId: 'globex' }, ['late', 'elsewhere']],
  [{ organizationId: 'glob' }, []],
  [{ userId: 'alice' }, ['never', 'lost', 'refused']],
  [{ relay: 'other:25' }, ['late', 'elsewhere']],
  [{ outcome: 'unknown' }, ['lost']],
  [{ outcome: 'rejected' }, ['elsewhere', 'refused']],
  [{ outcome: 'none' }, ['never']],
  [{ reason: 'no such mailbox' }, ['late', 'elsewhere', 'refused']],
  [{ reason: '100% LINE_' }, ['lost']],
  [{ reason: '1%' }, []],
  [{ reason: 'line_ dropped \\' }, ['lost']],
  [{ reason: "'" }, ['lost']],
  [{ since: '2026-03-01T02:00:00.123456Z' }, ['never', 'late', 'elsewhere']],
  [{ since: '2026-03-01T02:00:00.123457Z' }, ['never', 'late']],
  [{ until: '2026-03-01T01:00:00.123456Z' }, ['lost', 'refused']],
  [{ until: '2026-03-01T02:00:00.123455+01:00' }, ['refused']],
  [{ userId: 'alice', outcome: 'rejected', until: '2026-03-02T00:00:00Z' }, ['refused']],
]

test.each(filters)('the filter %j applies to the list and to the count', async (filter, expected) => {
  expect(await list(filter)).toEqual(expected)
  expect(await countDeadLetters(database.db, filter)).toEqual({
    count: expected.length,
    hasMore: false,
    maybeArrived: expected.includes('lost') ? 1 : 0,
    asOf: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
  })
})

test('a count ends at its bound, and says that there are more', async () => {
  const counts = (countMax: number) => countDeadLetters(database.db, {}, { countMax })
  expect(await counts(4)).toMatchObject({ count: 4, hasMore: true })
  expect(await counts(5)).toMatchObject({ count: 5, hasMore: false, maybeArrived: 1 })
})

test('of picked deliveries those are counted that are dead as they were picked', async () => {
  const { lost = '', refused = '' } = names
  const [queued] = await recordForAlice(database.db, 1)
  const count = (picked: Picked[]) => countDeadLetters(database.db, { picked })
  const others = [{ deliveryId: refused }, { deliveryId: queued?.deliveryId ?? '' }]
  expect(await count([...others, { deliveryId: lost, afterAttempts: 1 }])).toMatchObject({
    count: 2,
    maybeArrived: 1,
  })
  expect(await count([...others, { deliveryId: lost, afterAttempts: 2 }])).toMatchObject({
    count: 1,
    maybeArrived: 0,
  })
  expect(await count([])).toMatchObject({ count: 0 })
})

test('pages have no gaps or repetitions, even if several died at the same time', async () => {
  const { db, sql } = database
  const together = [names.lost, names.late] as string[]
  await sql`update deliveries set dead_at = '2026-03-01T00:00:00Z' where id in ${sql(together)}`
  const all = await listDeadLetters(db, {}, { limit: 9 })
  const paged: DeadLetter[] = []
  for (;;) {
    const page = await listDeadLetters(db, {}, { before: paged.at(-1), limit: 1 })
    if (page.length === 0) break
    paged.push(...page)
  }
  expect(paged).toEqual(all)
  expect(all).toHaveLength(5)
})

test('a delivery whose attempts were deleted has no outcome, and does not match the filter none', async () => {
  await database.sql`delete from attempts where delivery_id = ${names.elsewhere as string}`
  const letters = await listDeadLetters(database.db, { organizationId: 'globex' }, { limit: 9 })
  const swept = letters.find(({ deliveryId }) => deliveryId === names.elsewhere)
  expect(swept).toMatchObject({ attempts: 1, outcome: null, relay: null })
  expect(await list({ outcome: 'none' })).toEqual(['never'])
  expect(await list({ outcome: 'rejected' })).toEqual(['refused'])
})
