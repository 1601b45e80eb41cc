import {
  recordLinks,
  type Sweep,
  sweepAllowances,
  sweepAttempts,
  sweepAudit,
  sweepChallenges,
  sweepDeliveries,
  sweepEvents,
  sweepIdempotencyKeys,
  sweepLinks,
  sweepSessions,
} from '@passlink/store'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { createDirectory, recordForAlice, request, unlimited } from '../deliveries.ts'
import type { TestDatabase } from '../servers/database.ts'
import { day, idOf } from './partitioned.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createDirectory()
})
afterEach(() => database.drop())

const count = async (table: string) => (await database.sql`select from ${database.sql(table)}`).length

/** Inserts a link with all its rows and ids of `days` ago. */
async function recordAged(days: number, status: 'sent' | 'waiting' | 'dead' = 'sent') {
  const at = new Date(Date.now() - days * day)
  const [link, delivery] = [idOf(at), idOf(at)]
  const { sql } = database
  await sql`insert into links (id, user_id, organization_id, created_at) values (${link}, 'alice', 'acme', ${at})`
  await sql`
    insert into deliveries (id, link_id, request_id, created_at, deadline, status, attempts, dead_reason)
    values (${delivery}, ${link}, 'r', ${at}, ${at}, ${status}, 1, ${status === 'dead' ? 'refused' : null})`
  await sql`
    insert into attempts (delivery_id, number, started_at, finished_at, outcome) values (${delivery}, 1, ${at}, ${at}, 'accepted')`
  await sql`
    insert into events (user_id, organization_id, link_id, type, data, at)
    values ('alice', 'acme', ${link}, 'link.requested', '{}', ${at})`
  await sql`
    insert into idempotency_keys (caller, key, request_hash, link_id, created_at)
    values ('caller', ${link}, '', ${link}, ${at})`
  await sql`insert into challenges (challenge, link_id, expires_at) values (${link}, ${link}, ${at})`
  await sql`insert into audit (operator, address, action, at) values ('ada', '', 'x', ${at})`
  await sql`
    insert into operator_sessions (id_hash, operator, name, role, address, ends_at)
    values (decode(replace(${link}, '-', ''), 'hex'), 'ada', 'Ada', 'viewer', '', ${at})`
  await sql`insert into allowances (subject, spent_until, granted) values (${link}, ${at}, 1)`
  return delivery
}

test.each<{ name: string; table: string; sweep: Sweep }>([
  { name: 'events', table: 'events', sweep: sweepEvents },
  { name: 'attempts', table: 'attempts', sweep: sweepAttempts },
  { name: 'links', table: 'links', sweep: sweepLinks },
  { name: 'idempotency keys', table: 'idempotency_keys', sweep: sweepIdempotencyKeys },
  { name: 'allowances', table: 'allowances', sweep: sweepAllowances },
  { name: 'challenges', table: 'challenges', sweep: sweepChallenges },
  { name: 'lines of the audit', table: 'audit', sweep: sweepAudit },
  { name: 'sessions of operators', table: 'operator_sessions', sweep: sweepSessions },
])('only expired $name are deleted, in batches', async ({ table, sweep }) => {
  for (const days of [20, 12, 11, 3, 0]) await recordAged(days)
  const deleted = []
  for (const _batch of Array(3)) deleted.push(await sweep(database.db, 10 * day, 2))
  expect(deleted).toEqual([2, 1, 0])
  expect(await count(table)).toBe(2)
})

test.each<[string, Sweep]>([
  ['links', sweepLinks],
  ['deliveries of no link', sweepDeliveries],
  ['attempts', sweepAttempts],
])(
  'no %s are deleted before they expire by the clock of the database, however wrong that of the worker is',
  async (_what, sweep) => {
    const delivery = await recordAged(3)
    await database.sql`
    insert into deliveries (id, of_user_id, of_organization_id, request_id, created_at, deadline, status)
    select ${idOf(new Date(Date.now() - 3 * day))}, 'alice', 'acme', request_id, created_at, deadline, status
    from deliveries where id = ${delivery}`
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 365 * day })
    onTestFinished(() => {
      vi.useRealTimers()
    })
    expect(await sweep(database.db, 10 * day, 10)).toBe(0)
  },
)

test('an open delivery keeps its link and its attempts, however old', async () => {
  await recordAged(500, 'waiting')
  await recordAged(500, 'dead')
  await sweepAttempts(database.db, day, 10)
  expect(await count('attempts')).toBe(1)
  await sweepLinks(database.db, day, 10)
  expect(await database.sql`select status from deliveries`).toEqual([{ status: 'waiting' }])
})

test('a recently redriven delivery counts as recent', async () => {
  await recordAged(500)
  await database.sql`update deliveries set redriven_at = now() - interval '1 hour'`
  await database.sql`update attempts set started_at = now()`
  expect(await sweepLinks(database.db, day, 10)).toBe(0)
  expect(await sweepAttempts(database.db, day, 10)).toBe(0)
})

test('a delivery that is being redriven concurrently is skipped', async () => {
  const delivery = await recordAged(500, 'dead')
  await database.sql.begin(async redriving => {
    await redriving`
      update deliveries set status = 'queued', dead_reason = null, redriven_at = now() where id = ${delivery}`
    expect(await sweepLinks(database.db, day, 10)).toBe(0)
  })
  expect(await sweepLinks(database.db, day, 10)).toBe(0)
  expect(await database.sql`select status from deliveries`).toEqual([{ status: 'queued' }])
})

test('deleting a link deletes its deliveries and attempts, but not its events', async () => {
  await recordAged(20)
  await recordForAlice(database.db, 1)
  await sweepLinks(database.db, 10 * day, 10)
  expect(await count('deliveries')).toBe(1)
  expect(await count('attempts')).toBe(0)
  expect(await count('events')).toBe(2)
})

test('a person without an allowance row has a full allowance', async () => {
  const limits = { ...unlimited, perUser: { max: 1, windowMs: 60_000 } }
  await recordLinks(database.db, [request], limits)
  await database.sql`update allowances set spent_until = now() - interval '2 hours'`
  expect(await sweepAllowances(database.db, 3_600_000, 10)).toBe(1)
  expect(await recordLinks(database.db, [request, request], limits)).toMatchObject([
    { outcome: 'recorded' },
    { outcome: 'limited' },
  ])
})
