import { type LinkRequest, type RecordedLink, recordLinks, saveUsers } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDirectory, outcomesOf, request, unlimited } from '../deliveries.ts'
import { alice } from '../people.ts'
import { countRows } from '../records.ts'
import type { TestDatabase } from '../servers/database.ts'

const onePerHour = { ...unlimited, perUser: { max: 1, windowMs: 3_600_000 } }

let database: TestDatabase
beforeEach(async () => {
  database = await createDirectory()
})
afterEach(() => database.drop())

const keyed = (key: string, requestHash = 'aa', more: Partial<LinkRequest> = {}): LinkRequest => ({
  ...request,
  idempotency: { caller: 'alice', client: 'app', key, requestHash },
  ...more,
})

const record = (requests: LinkRequest[], limits = unlimited) => recordLinks(database.db, requests, limits)

test('keys are separate for each caller, and another request with a used key is refused', async () => {
  const bob = { caller: 'bob', client: 'app', key: 'k', requestHash: 'aa' }
  const answers = await record([keyed('k'), keyed('k', 'bb'), keyed('k', 'aa', { idempotency: bob })])
  expect(outcomesOf(answers)).toEqual(['recorded', 'key_reused', 'recorded'])
  const again = await record([keyed('k', 'bb'), keyed('k', 'aa', { idempotency: bob }), keyed('k')])
  expect(again).toEqual([
    { outcome: 'key_reused' },
    { ...answers[2], outcome: 'replayed' },
    { ...answers[0], outcome: 'replayed' },
  ])
})

test('keys are separate for each client of a caller, and for its tokens that name no client', async () => {
  const by = (client: string | null) =>
    keyed('k', 'aa', { idempotency: { caller: 'alice', client, key: 'k', requestHash: 'aa' } })
  const clients = ['app', 'other', null, 'app k', ' ']
  const answers = await record(clients.map(by))
  expect(outcomesOf(answers)).toEqual(clients.map(() => 'recorded'))
  expect(await record(clients.map(by))).toEqual(answers.map(answer => ({ ...answer, outcome: 'replayed' })))
})

/** Stores a key as the apps of the version before do: without a client. */
const storeAsBefore = (key: string, linkId: string, age = '0 s') => database.sql`
  insert into idempotency_keys (caller, key, request_hash, link_id, created_at)
  values ('alice', ${key}, '\\xaa', ${linkId}, now() - ${age}::interval)`

test('a key that the version before has stored counts for every client of its caller, for its 24 hours', async () => {
  const [link] = (await record([request])) as RecordedLink[]
  await storeAsBefore('k', link?.linkId as string)
  const bob = { caller: 'bob', client: 'app', key: 'k', requestHash: 'aa' }
  const requests = [keyed('k'), keyed('k', 'bb'), keyed('k', 'aa', { idempotency: bob })]
  expect(await record(requests)).toMatchObject([
    { ...link, outcome: 'replayed' },
    { outcome: 'key_reused' },
    { outcome: 'recorded' },
  ])
  await database.sql`update idempotency_keys set created_at = created_at - interval '24 hours'`
  expect(outcomesOf(await record([keyed('k', 'bb')]))).toEqual(['recorded'])
  expect(outcomesOf(await record([keyed('k', 'bb'), keyed('k')]))).toEqual(['replayed', 'key_reused'])
})

test("of a client's own key and one of the version before the one that is valid counts, its own first", async () => {
  const [own, other] = (await record([keyed('k'), request])) as RecordedLink[]
  await storeAsBefore('k', other?.linkId as string)
  expect(await record([keyed('k')])).toEqual([{ ...own, outcome: 'replayed' }])
  await database.sql`update idempotency_keys set created_at = now() - interval '24 hours' where key = 'app k'`
  expect(await record([keyed('k')])).toEqual([{ ...other, outcome: 'replayed' }])
})

test('each request of a batch is answered as if they came one after the other', async () => {
  await record([keyed('old')])
  const answers = await record([
    keyed('k1'),
    request,
    keyed('k2', 'aa', { userId: 'nobody' }),
    keyed('k1'),
    keyed('k2', 'bb'),
    keyed('old'),
    keyed('k1', 'bb'),
    keyed('k2', 'aa', { userId: 'nobody' }),
    keyed('old', 'bb'),
    keyed('k2', 'bb'),
    request,
  ])
  expect(outcomesOf(answers)).toEqual([
    'recorded',
    'recorded',
    'user_unknown',
    'replayed',
    'recorded',
    'replayed',
    'key_reused',
    'key_reused',
    'key_reused',
    'replayed',
    'recorded',
  ])
  expect(answers[3]).toEqual({ ...answers[0], outcome: 'replayed' })
  expect(answers[9]).toEqual({ ...answers[4], outcome: 'replayed' })
  expect(await countRows(database)).toEqual({ links: 5, deliveries: 5, events: 5 })
})

test('a key expires after 24 hours and then belongs to the new link', async () => {
  const [first] = await record([keyed('k')])
  await database.sql`update idempotency_keys set created_at = created_at - interval '23:59:50'`
  expect(await record([keyed('k')])).toEqual([{ ...first, outcome: 'replayed' }])
  await database.sql`update idempotency_keys set created_at = created_at - interval '10 seconds'`
  const [second] = await record([keyed('k', 'bb')])
  expect(second?.outcome).toBe('recorded')
  expect(await record([keyed('k', 'bb'), keyed('k')])).toEqual([
    { ...second, outcome: 'replayed' },
    { outcome: 'key_reused' },
  ])
})

test('a refused call leaves its key unused, also for a call with another body', async () => {
  await saveUsers(database.db, [{ ...alice, email: null }])
  expect(outcomesOf(await record([keyed('k')]))).toEqual(['address_missing'])
  await saveUsers(database.db, [alice])

  const limited = await record([keyed('other'), keyed('k'), keyed('k'), keyed('k', 'bb')], onePerHour)
  expect(outcomesOf(limited)).toEqual(['recorded', 'limited', 'limited', 'limited'])
  expect(outcomesOf(await record([keyed('k'), keyed('k2')], onePerHour))).toEqual(['limited', 'limited'])
  expect(await database.sql`select key from idempotency_keys where key like '%k2'`).toEqual([])

  await database.sql`update allowances set spent_until = now()`
  const answers = await record([keyed('k', 'cc'), keyed('k', 'cc')], onePerHour)
  expect(outcomesOf(answers)).toEqual(['recorded', 'replayed'])
  expect(await countRows(database)).toEqual({ links: 2, deliveries: 2, events: 2 })
})

test('a replay spends no allowance and does not check the person again', async () => {
  const [first] = await record([keyed('k')], onePerHour)
  const spent = await database.sql`select * from allowances`
  await saveUsers(database.db, [{ ...alice, email: null, emailVerified: false }])
  expect(await record([keyed('k'), keyed('k')], onePerHour)).toEqual(
    Array(2).fill({ ...first, outcome: 'replayed' }),
  )
  expect(await database.sql`select * from allowances`).toEqual(spent)
})

test('a returned link is replayed with its original key id', async () => {
  const returned = { keyId: 'k1', lifetimeMs: 60_000 }
  const [first] = await record([keyed('k', 'aa', { returned })])
  expect(first).toMatchObject({ outcome: 'recorded', keyId: 'k1', deliveryId: null })
  const again = keyed('k', 'aa', { returned: { keyId: 'k2', lifetimeMs: 5 } })
  expect(await record([again])).toEqual([{ ...first, outcome: 'replayed' }])
})
