import { readDatabaseUrl } from '@passlink/runtime'
import { type Database, type LinkRequest, openDatabase, recordLinks } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDirectory, outcomesOf, request, unlimited } from '../deliveries.ts'
import { eventually } from '../eventually.ts'
import { countRows } from '../records.ts'
import type { TestDatabase } from '../servers/database.ts'

const onePerHour = { ...unlimited, perUser: { max: 1, windowMs: 3_600_000 } }

let database: TestDatabase
let pools: Database[]
beforeEach(async () => {
  database = await createDirectory()
  pools = Array.from({ length: 4 }, () => openDatabase(readDatabaseUrl(database.url), { lockMs: 15_000 }))
})
afterEach(async () => {
  await Promise.all(pools.map(pool => pool.close()))
  await database.drop()
})

const keyed = (key: string, requestHash = 'aa', more: Partial<LinkRequest> = {}): LinkRequest => ({
  ...request,
  idempotency: { caller: 'alice', client: 'app', key, requestHash },
  ...more,
})

async function recordConcurrently(one: LinkRequest, limits = unlimited) {
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      recordLinks((pools[index % pools.length] as Database).db, [one], limits),
    ),
  )
  return answers.flat()
}

test('one of 50 concurrent calls with one key records a link, and all others get its answer', async () => {
  for (const links of [1, 2]) {
    const answers = await recordConcurrently(keyed('k'), onePerHour)
    const [recorded, ...more] = answers.filter(({ outcome }) => outcome === 'recorded')
    expect(more).toEqual([])
    const details = { ...recorded, outcome: 'replayed' }
    for (const answer of answers.filter(one => one !== recorded)) expect(answer).toEqual(details)
    expect(await countRows(database)).toEqual({ links, deliveries: links, events: links })
    // A key that is 24 hours old behaves like an unused one.
    await database.sql`update idempotency_keys set created_at = now() - interval '24 hours'`
    await database.sql`update allowances set spent_until = now()`
  }
})

/** Runs `work` while an open transaction has taken a key, and then rolls that back. */
function whileTaken<Answer>(key: string, work: () => Promise<Answer>): Promise<Answer> {
  return database.sql
    .begin(async other => {
      await other`
        insert into idempotency_keys (caller, key, request_hash, link_id)
        values ('alice', ${`app ${key}`}, '\\xaa', gen_random_uuid())`
      throw new RolledBack(await work())
    })
    .catch(error => {
      if (error instanceof RolledBack) return error.answer as Answer
      throw error
    })
}

class RolledBack extends Error {
  readonly answer: unknown
  constructor(answer: unknown) {
    super('rolled back')
    this.answer = answer
  }
}

function statementsWaiting(count: number) {
  return eventually(async () => {
    const waiting = await database.sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    expect(waiting).toHaveLength(count)
  })
}

test('a call waits for an unfinished one with the same key, and is refused if that takes too long', async () => {
  const { db } = database
  const answer = await whileTaken('k', () => recordLinks(db, [keyed('k')], unlimited))
  expect(answer).toEqual([{ outcome: 'key_in_flight' }])
  await expect(
    whileTaken('k', () => recordLinks(db, [keyed('k'), keyed('other')], unlimited)),
  ).rejects.toMatchObject({ code: '55P03' })
  expect(await countRows(database)).toEqual({ links: 0, deliveries: 0, events: 0 })
})

test('concurrent batches with the same keys in opposite orders do not deadlock', async () => {
  const keys = ['a', 'm', 'z']
  const batches = await whileTaken('m', async () => {
    const recording = [keys, keys.toReversed()].map((order, index) =>
      recordLinks(
        (pools[index] as Database).db,
        order.map(key => keyed(key)),
        unlimited,
      ),
    )
    await statementsWaiting(2)
    return { recording }
  })
  const settled = await Promise.allSettled(batches.recording)
  expect(settled.filter(({ status }) => status === 'rejected')).toEqual([])
  expect(await countRows(database)).toEqual({ links: 3, deliveries: 3, events: 3 })
})

test('the key of a failed call can be used again', async () => {
  const waiting = await whileTaken('k', async () => {
    const recording = recordLinks((pools[0] as Database).db, [keyed('k')], onePerHour)
    await statementsWaiting(1)
    return { recording }
  })
  expect(outcomesOf(await waiting.recording)).toEqual(['recorded'])
})
