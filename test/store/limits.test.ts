import { type LinkLimits, recordLinks, saveUsers } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDirectory, outcomesOf, request, unlimited } from '../deliveries.ts'
import { alice } from '../people.ts'
import type { TestDatabase } from '../servers/database.ts'

const people = Array.from({ length: 20 }, (_, index) => `person-${index}`)

let database: TestDatabase
beforeEach(async () => {
  database = await createDirectory()
  await saveUsers(
    database.db,
    people.map(id => ({ ...alice, id })),
  )
})
afterEach(() => database.drop())

const record = (userIds: string[], limits: LinkLimits) =>
  recordLinks(
    database.db,
    userIds.map(userId => ({ ...request, userId })),
    limits,
  )

test('each person in a batch gets as many links as the limit allows, in order', async () => {
  const two = { ...unlimited, perUser: { max: 2, windowMs: 3_600_000 } }
  const answers = await record(['alice', 'person-0', 'alice', 'nobody', 'alice', 'person-0', 'person-0'], two)
  expect(outcomesOf(answers)).toEqual([
    'recorded',
    'recorded',
    'recorded',
    'user_unknown',
    'limited',
    'recorded',
    'limited',
  ])
  expect(outcomesOf(await record(['person-1', 'alice'], two))).toEqual(['recorded', 'limited'])
})

test('an organization’s limit applies to a batch after the limit of each person', async () => {
  const limits = {
    perUser: { max: 1, windowMs: 3_600_000 },
    perOrganization: { max: 2, windowMs: 3_600_000 },
  }
  const answers = await record(['alice', 'alice', 'person-0', 'person-1', 'person-2'], limits)
  expect(answers.map(answer => (answer.outcome === 'limited' ? answer.scope : answer.outcome))).toEqual([
    'recorded',
    'user',
    'recorded',
    'organization',
    'organization',
  ])
})

test.each([1, 3, 7, 5_000])('a limit of %i allows exactly that many, one by one or together', async max => {
  const limits = { ...unlimited, perUser: { max, windowMs: 86_400_000 } }
  expect(outcomesOf(await record(Array(max + 1).fill('alice'), limits))).toEqual([
    ...Array(max).fill('recorded'),
    'limited',
  ])
  if (max > 10) return
  for (let call = 1; call <= max; call += 1)
    expect(outcomesOf(await record(['person-0'], limits))).toEqual(['recorded'])
  expect(outcomesOf(await record(['person-0'], limits))).toEqual(['limited'])
})

test('a spent allowance is restored one link at a time, up to its maximum', async () => {
  const limits = { ...unlimited, perUser: { max: 3, windowMs: 3 * 3_600_000 } }
  const passHours = (hours: number) =>
    database.sql`update allowances set spent_until = spent_until - ${hours} * interval '1 hour'`
  const userIds = Array(5).fill('alice')
  const recordedOf = async () =>
    outcomesOf(await record(userIds, limits)).filter(outcome => outcome === 'recorded').length

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

test('a call after retryAfterMs is recorded', async () => {
  for (const userIds of [['alice'], ['alice', 'alice']]) {
    await database.sql`delete from allowances`
    const limits = {
      perUser: { max: 1, windowMs: 7_001 },
      perOrganization: { max: 1, windowMs: 60_000 },
    }
    await record(['alice'], limits)
    const [limited] = await record(userIds, limits)
    if (limited?.outcome !== 'limited') throw new Error(limited?.outcome)
    await database.sql`update allowances set spent_until = spent_until - ${limited.retryAfterMs} * interval '1 millisecond'`
    expect(outcomesOf(await record(['alice'], limits))).toEqual(['recorded'])
  }
})

test('a refused call spends neither the person’s nor the organization’s allowance', async () => {
  await saveUsers(database.db, [{ ...alice, id: 'no-address', email: null }])
  const limits = {
    perUser: { max: 2, windowMs: 3_600_000 },
    perOrganization: { max: 3, windowMs: 3_600_000 },
  }
  const spent = () => database.sql`select subject, spent_until from allowances order by subject`
  await record(['nobody', 'no-address'], limits)
  expect(await spent()).toEqual([])

  await record(['alice', 'alice'], limits)
  const before = await spent()
  expect(outcomesOf(await record(['alice'], limits))).toEqual(['limited'])
  expect(await spent()).toEqual(before)

  await record(['person-0'], limits)
  const full = await spent()
  const [refused] = await record(['person-1'], limits)
  expect(refused).toMatchObject({ outcome: 'limited', scope: 'organization' })
  expect(await spent()).toEqual(full)
})
