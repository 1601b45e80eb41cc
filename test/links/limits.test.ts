import { type Database, type LinkLimits, openDatabase, recordLinks, saveUsers } from '@passlink/links'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDirectory, outcomesOf, request, unlimited } from '../deliveries.ts'
import { alice } from '../passlink.ts'
import type { TestDatabase } from '../servers/database.ts'

const fivePerHour: LinkLimits = { ...unlimited, perUser: { max: 5, windowMs: 3_600_000 } }
const people = Array.from({ length: 20 }, (_, index) => `person-${index}`)

let database: TestDatabase
let pools: Database[]
beforeEach(async () => {
  database = await createDirectory()
  pools = Array.from({ length: 4 }, () => openDatabase(database.url))
  await saveUsers(
    database.db,
    people.map(id => ({ ...alice, id })),
  )
})
afterEach(async () => {
  await Promise.all(pools.map(pool => pool.close()))
  await database.drop()
})

/** Each in a statement of its own, over all pools. */
async function askAtOnce(userIds: string[], limits: LinkLimits) {
  const answers = await Promise.all(
    userIds.map((userId, index) =>
      recordLinks((pools[index % pools.length] as Database).db, [{ ...request, userId }], limits),
    ),
  )
  return answers.flat()
}

const ask = (userIds: string[], limits: LinkLimits) =>
  recordLinks(
    database.db,
    userIds.map(userId => ({ ...request, userId })),
    limits,
  )

async function linksByUser() {
  const counted = await database.sql<{ user_id: string; count: number }[]>`
    select user_id, count(*)::int from links group by user_id`
  return Object.fromEntries(counted.map(({ user_id, count }) => [user_id, count]))
}

test('of 200 concurrent calls a person gets exactly as many links as allowed, the first time and when more is left again', async () => {
  const calls = Array(200).fill('alice')
  for (const turn of [1, 2, 3]) {
    const answers = await askAtOnce(calls, fivePerHour)
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

test('as many concurrent calls as the limit has room for are all recorded', async () => {
  const limits = {
    perUser: { max: 100, windowMs: 3_600_000 },
    perOrganization: { max: 100, windowMs: 3_600_000 },
  }
  const all = Array(100).fill('recorded')
  for (const _turn of [1, 2, 3]) {
    expect(outcomesOf(await askAtOnce(Array(100).fill('alice'), limits))).toEqual(all)
    await database.sql`update allowances set spent_until = clock_timestamp()`
  }
})

test('of 200 concurrent calls of many people an organization gets exactly as many links as allowed', async () => {
  const calls = Array.from({ length: 200 }, (_, index) => people[index % people.length] as string)
  for (const perUser of [null, { max: 2, windowMs: 3_600_000 }]) {
    await database.sql`delete from links`
    await database.sql`delete from allowances`
    const answers = await askAtOnce(calls, { perUser, perOrganization: { max: 7, windowMs: 3_600_000 } })
    expect(answers.filter(answer => answer.outcome === 'recorded')).toHaveLength(7)
    const counts = Object.values(await linksByUser())
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(7)
    if (perUser) expect(Math.max(...counts)).toBeLessThanOrEqual(2)
  }
})

test('of one batch each person gets what the limit has left, first come first served', async () => {
  const two = { ...unlimited, perUser: { max: 2, windowMs: 3_600_000 } }
  const answers = await ask(['alice', 'person-0', 'alice', 'nobody', 'alice', 'person-0', 'person-0'], two)
  expect(outcomesOf(answers)).toEqual([
    'recorded',
    'recorded',
    'recorded',
    'user_unknown',
    'limited',
    'recorded',
    'limited',
  ])
  expect(outcomesOf(await ask(['person-1', 'alice'], two))).toEqual(['recorded', 'limited'])
})

test('of one batch an organization gets what its limit has left, after each person has', async () => {
  const limits = {
    perUser: { max: 1, windowMs: 3_600_000 },
    perOrganization: { max: 2, windowMs: 3_600_000 },
  }
  const answers = await ask(['alice', 'alice', 'person-0', 'person-1', 'person-2'], limits)
  expect(answers.map(answer => (answer.outcome === 'limited' ? answer.scope : answer.outcome))).toEqual([
    'recorded',
    'user',
    'recorded',
    'organization',
    'organization',
  ])
})

test.each([1, 3, 7, 5_000])('%i at once are exactly so many, one by one or together', async max => {
  const limits = { ...unlimited, perUser: { max, windowMs: 86_400_000 } }
  expect(outcomesOf(await ask(Array(max + 1).fill('alice'), limits))).toEqual([
    ...Array(max).fill('recorded'),
    'limited',
  ])
  if (max > 10) return
  for (let call = 1; call <= max; call += 1)
    expect(outcomesOf(await ask(['person-0'], limits))).toEqual(['recorded'])
  expect(outcomesOf(await ask(['person-0'], limits))).toEqual(['limited'])
})

test('what is used up comes back one at a time, and never more than all of it', async () => {
  const limits = { ...unlimited, perUser: { max: 3, windowMs: 3 * 3_600_000 } }
  const passHours = (hours: number) =>
    database.sql`update allowances set spent_until = spent_until - ${hours} * interval '1 hour'`
  const asked = Array(5).fill('alice')
  const recordedOf = async () =>
    outcomesOf(await ask(asked, limits)).filter(outcome => outcome === 'recorded').length

  expect(await recordedOf()).toBe(3)
  await passHours(0.9)
  expect(await recordedOf()).toBe(0)
  await passHours(0.2)
  expect(await recordedOf()).toBe(1)
  expect(await recordedOf()).toBe(0)
  await passHours(2)
  expect(await recordedOf()).toBe(2)
  await passHours(1_000)
  expect(await recordedOf()).toBe(3)
  expect(await recordedOf()).toBe(0)
})

test('whoever waits as long as told gets a link', async () => {
  for (const asked of [['alice'], ['alice', 'alice']]) {
    await database.sql`delete from allowances`
    const limits = {
      perUser: { max: 1, windowMs: 7_001 },
      perOrganization: { max: 1, windowMs: 60_000 },
    }
    await ask(['alice'], limits)
    const [limited] = await ask(asked, limits)
    if (limited?.outcome !== 'limited') throw new Error(limited?.outcome)
    await database.sql`update allowances set spent_until = spent_until - ${limited.retryAfterMs} * interval '1 millisecond'`
    expect(outcomesOf(await ask(['alice'], limits))).toEqual(['recorded'])
  }
})

test('a call that is refused costs neither the person nor the organization anything', async () => {
  await saveUsers(database.db, [{ ...alice, id: 'no-address', email: null }])
  const limits = {
    perUser: { max: 2, windowMs: 3_600_000 },
    perOrganization: { max: 3, windowMs: 3_600_000 },
  }
  const spent = () => database.sql`select subject, spent_until from allowances order by subject`
  await ask(['nobody', 'no-address'], limits)
  expect(await spent()).toEqual([])

  await ask(['alice', 'alice'], limits)
  const before = await spent()
  expect(outcomesOf(await ask(['alice'], limits))).toEqual(['limited'])
  expect(await spent()).toEqual(before)

  await ask(['person-0'], limits)
  const full = await spent()
  const [refused] = await ask(['person-1'], limits)
  expect(refused).toMatchObject({ outcome: 'limited', scope: 'organization' })
  expect(await spent()).toEqual(full)
})

test('batches that name the same people and keys in different orders at once all end', async () => {
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
      { ...request, userId, idempotency: { caller: userId, key: 'k', requestHash: 'aa' } },
    ]),
  )
  const answers = await Promise.allSettled(
    batches.map((batch, index) => recordLinks((pools[index % pools.length] as Database).db, batch, limits)),
  )
  expect(answers.filter(answer => answer.status === 'rejected')).toEqual([])
  const [row] = await database.sql`select count(*)::int from links`
  expect(row?.count).toBe(500)
})
