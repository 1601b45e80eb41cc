import { type LinkRequest, recordLinks, saveUsers } from '@passlink/store'
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
  idempotency: { caller: 'alice', key, requestHash },
  ...more,
})

const record = (requests: LinkRequest[], limits = unlimited) => recordLinks(database.db, requests, limits)

test('keys are separate for each caller, and another request with a used key is refused', async () => {
  const bob = { caller: 'bob', key: 'k', requestHash: 'aa' }
  const answers = await record([keyed('k'), keyed('k', 'bb'), keyed('k', 'aa', { idempotency: bob })])
  expect(outcomesOf(answers)).toEqual(['recorded', 'key_reused', 'recorded'])
  const again = await record([keyed('k', 'bb'), keyed('k', 'aa', { idempotency: bob }), keyed('k')])
  expect(again).toEqual([
    { outcome: 'key_reused' },
    { ...answers[2], outcome: 'replayed' },
    { ...answers[0], outcome: 'replayed' },
  ])
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
  expect(await database.sql`select key from idempotency_keys where key = 'k2'`).toEqual([])

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
