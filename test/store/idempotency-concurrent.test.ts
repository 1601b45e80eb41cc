import { type Database, type LinkRequest, openDatabase, recordLinks } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDirectory, outcomesOf, request, unlimited } from '../deliveries.ts'
import { eventually } from '../eventually.ts'
import type { TestDatabase } from '../servers/database.ts'

const onePerHour = { ...unlimited, perUser: { max: 1, windowMs: 3_600_000 } }

let database: TestDatabase
let pools: Database[]
beforeEach(async () => {
  database = await createDirectory()
  pools = Array.from({ length: 4 }, () => openDatabase(database.url))
})
afterEach(async () => {
  await Promise.all(pools.map(pool => pool.close()))
  await database.drop()
})

const keyed = (key: string, requestHash = 'aa', more: Partial<LinkRequest> = {}): LinkRequest => ({
  ...request,
  idempotency: { caller: 'alice', key, requestHash },
  ...more,
})

const record = (requests: LinkRequest[], limits = unlimited) => recordLinks(database.db, requests, limits)

async function recordAtOnce(one: LinkRequest, limits = unlimited) {
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      recordLinks((pools[index % pools.length] as Database).db, [one], limits),
    ),
  )
  return answers.flat()
}

async function counts() {
  const [row] = await database.sql`
    select (select count(*)::int from links) as links, (select count(*)::int from deliveries) as deliveries,
      (select count(*)::int from events) as events`
  return row
}

test('of 50 concurrent calls with one key one records a link, and all others get its answer, if need be when asking again', async () => {
  for (const links of [1, 2]) {
    const answers = await recordAtOnce(keyed('k'), onePerHour)
    const recorded = answers.filter(({ outcome }) => outcome === 'recorded')
    expect(recorded).toHaveLength(1)
    const details = { ...recorded[0], outcome: 'replayed' }
    for (const answer of answers.filter(one => one !== recorded[0]))
      expect([details, { outcome: 'key_in_flight' }]).toContainEqual(answer)
    for (const answer of await recordAtOnce(keyed('k'), onePerHour)) expect(answer).toEqual(details)
    expect(await counts()).toEqual({ links, deliveries: links, events: links })
    // A key that is 24 hours old races like one that was never used.
    await database.sql`update idempotency_keys set created_at = now() - interval '24 hours'`
    await database.sql`update allowances set spent_until = now()`
  }
})

test('while a call with the same key is under way another waits for it and records nothing', async () => {
  let second: ReturnType<typeof record> | undefined
  const first = await database.db.transaction(async transaction => {
    const recorded = await recordLinks(transaction, [keyed('k')], onePerHour)
    second = recordLinks((pools[0] as Database).db, [keyed('k'), keyed('other')], unlimited)
    await eventually(async () => {
      const waiting = await database.sql`
        select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
      expect(waiting).toHaveLength(1)
    })
    return recorded
  })
  expect(outcomesOf(first)).toEqual(['recorded'])
  expect(outcomesOf((await second) ?? [])).toEqual(['key_in_flight', 'recorded'])
  expect(await record([keyed('k')])).toEqual([{ ...first[0], outcome: 'replayed' }])
})

test('batches that name the same keys in opposite orders wait for each other, never in a ring', async () => {
  const keys = ['a', 'm', 'z']
  let batches: ReturnType<typeof record>[] = []
  await database.db
    .transaction(async transaction => {
      await recordLinks(transaction, [keyed('m')], unlimited)
      batches = [keys, keys.toReversed()].map((order, index) =>
        recordLinks(
          (pools[index] as Database).db,
          order.map(key => keyed(key)),
          unlimited,
        ),
      )
      await eventually(async () => {
        const waiting = await database.sql`
          select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
        expect(waiting).toHaveLength(2)
      })
      throw new Error('rolled back')
    })
    .catch(() => {})
  const settled = await Promise.allSettled(batches)
  expect(settled.filter(({ status }) => status === 'rejected')).toEqual([])
  expect(await counts()).toEqual({ links: 3, deliveries: 3, events: 3 })
})

test('a key that a failed call held is free', async () => {
  await database.db
    .transaction(async transaction => {
      await recordLinks(transaction, [keyed('k')], onePerHour)
      throw new Error('rolled back')
    })
    .catch(() => {})
  expect(outcomesOf(await record([keyed('k')], onePerHour))).toEqual(['recorded'])
})
