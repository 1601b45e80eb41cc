import { readDatabaseUrl } from '@passlink/runtime'
import { type Database, type LinkLimits, openDatabase, recordLinks, saveUsers } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDirectory, outcomesOf, request, unlimited } from '../deliveries.ts'
import { alice } from '../people.ts'
import type { TestDatabase } from '../servers/database.ts'

const fivePerHour: LinkLimits = { ...unlimited, perUser: { max: 5, windowMs: 3_600_000 } }
const people = Array.from({ length: 20 }, (_, index) => `person-${index}`)

let database: TestDatabase
let pools: Database[]
beforeEach(async () => {
  database = await createDirectory()
  pools = Array.from({ length: 4 }, () => openDatabase(readDatabaseUrl(database.url), { lockMs: 15_000 }))
  await saveUsers(
    database.db,
    people.map(id => ({ ...alice, id })),
  )
})
afterEach(async () => {
  await Promise.all(pools.map(pool => pool.close()))
  await database.drop()
})

/** Records a link for each id in a separate call, distributed over all pools. */
async function recordConcurrently(userIds: string[], limits: LinkLimits) {
  const answers = await Promise.all(
    userIds.map((userId, index) =>
      recordLinks((pools[index % pools.length] as Database).db, [{ ...request, userId }], limits),
    ),
  )
  return answers.flat()
}

async function linksByUser() {
  const counted = await database.sql<{ user_id: string; count: number }[]>`
    select user_id, count(*)::int from links group by user_id`
  return Object.fromEntries(counted.map(({ user_id, count }) => [user_id, count]))
}

test('a person gets exactly as many links as allowed in 200 concurrent calls, each time the allowance is restored', async () => {
  const calls = Array(200).fill('alice')
  for (const turn of [1, 2, 3]) {
    const answers = await recordConcurrently(calls, fivePerHour)
    const limited = answers.filter(answer => answer.outcome === 'limited')
    expect(limited).toHaveLength(195)
    for (const { scope, retryAfterMs } of limited) {
      expect(scope).toBe('user')
      expect(retryAfterMs).toBeGreaterThan(700_000)
      expect(retryAfterMs).toBeLessThan(721_000)
    }
    expect(await linksByUser()).toEqual({ alice: 5 * turn })
    await database.sql`update allowances set spent_until = now()`
  }
})

test('concurrent calls up to the limit are all recorded', async () => {
  const limits = {
    perUser: { max: 100, windowMs: 3_600_000 },
    perOrganization: { max: 100, windowMs: 3_600_000 },
  }
  const all = Array(100).fill('recorded')
  for (const _turn of [1, 2, 3]) {
    expect(outcomesOf(await recordConcurrently(Array(100).fill('alice'), limits))).toEqual(all)
    await database.sql`update allowances set spent_until = clock_timestamp()`
  }
})

test('an organization gets exactly as many links as allowed in 200 concurrent calls of many people', async () => {
  const calls = Array.from({ length: 200 }, (_, index) => people[index % people.length] as string)
  for (const perUser of [null, { max: 2, windowMs: 3_600_000 }]) {
    await database.sql`delete from links`
    await database.sql`delete from allowances`
    const answers = await recordConcurrently(calls, {
      perUser,
      perOrganization: { max: 7, windowMs: 3_600_000 },
    })
    expect(answers.filter(answer => answer.outcome === 'recorded')).toHaveLength(7)
    const counts = Object.values(await linksByUser())
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(7)
    if (perUser) expect(Math.max(...counts)).toBeLessThanOrEqual(2)
  }
})

test('concurrent batches with the same people and keys in different orders do not deadlock', async () => {
  const limits = {
    perUser: { max: 40, windowMs: 3_600_000 },
    perOrganization: { max: 500, windowMs: 3_600_000 },
  }
  const orders = [1, 3, 7, 9, 11, 13, 17, 19]
  const inOrder = (step: number) =>
    people.map((_person, index) => people[(index * step + step) % people.length] as string)
  const batches = Array.from({ length: 40 }, (_, batch) =>
    inOrder(orders[batch % orders.length] as number).flatMap(userId => [
      { ...request, userId },
      { ...request, userId, idempotency: { caller: userId, client: 'app', key: 'k', requestHash: 'aa' } },
    ]),
  )
  const answers = await Promise.allSettled(
    batches.map((batch, index) => recordLinks((pools[index % pools.length] as Database).db, batch, limits)),
  )
  expect(answers.filter(answer => answer.status === 'rejected')).toEqual([])
  const [row] = await database.sql`select count(*)::int from links`
  expect(row?.count).toBe(500)
})
