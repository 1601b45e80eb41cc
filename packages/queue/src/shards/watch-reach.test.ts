import { expect, test, vi } from 'vitest'
import { QueueAway } from '../queue-away.ts'
import { watchReach } from './watch-reach.ts'

const answers = async () => 'answer'
const isAway = async () => {
  throw new QueueAway('away', { reason: 'READONLY' })
}
const proved = async () => {}

test('a shard that was away is left alone for two seconds, unless it is probed, and is away until it answers', async () => {
  let now = 0
  const reach = watchReach(proved, () => now)
  expect(await reach.ask(answers)).toBe('answer')
  expect(reach.away()).toBeUndefined()
  await expect(reach.ask(isAway)).rejects.toThrow('away')
  now = 1_999
  expect(reach.isLeftAlone()).toBe(true)
  await expect(reach.ask(answers)).rejects.toMatchObject({ name: 'QueueAway', reason: 'READONLY' })
  await expect(reach.probe(isAway)).rejects.toThrow('away')
  now = 3_998
  expect(reach.away()).toEqual({ forMs: 3_998, seenMsAgo: 1_999, reason: 'READONLY' })
  now = 3_999
  expect(reach.isLeftAlone()).toBe(false)
  expect(await reach.ask(answers)).toBe('answer')
  expect(reach.away()).toBeUndefined()
})

test('a shard that answers a probe is asked again at once', async () => {
  const reach = watchReach(proved, () => 0)
  await expect(reach.ask(isAway)).rejects.toThrow('away')
  expect(await reach.probe(answers)).toBe('answer')
  expect(await reach.ask(answers)).toBe('answer')
})

test('a shard that answers what is read stays away until it takes jobs', async () => {
  let now = 0
  const prove = vi.fn(isAway)
  const reach = watchReach(prove, () => now)
  expect(await reach.ask(answers)).toBe('answer')
  expect(prove).not.toHaveBeenCalled()
  await expect(reach.ask(isAway)).rejects.toThrow('away')
  now = 6_000
  await expect(reach.ask(answers)).rejects.toThrow('away')
  expect(reach.away()).toEqual({ forMs: 6_000, seenMsAgo: 0, reason: 'READONLY' })
  await expect(reach.probe(answers)).rejects.toThrow('away')
})

test('an error of our own says nothing about a shard', async () => {
  const reach = watchReach(proved, () => 0)
  await expect(reach.ask(() => Promise.reject(new TypeError('ours')))).rejects.toThrow('ours')
  expect(reach.away()).toBeUndefined()
})
