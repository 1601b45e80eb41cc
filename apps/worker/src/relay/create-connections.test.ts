import { expect, test } from 'vitest'
import { createConnections } from './create-connections.ts'

type Numbered = { number: number; open: boolean; silent: boolean }

function createNumbered(max: number, now?: () => number) {
  let last = 0
  const create = () => {
    last += 1
    const connection = { number: last, open: true, silent: false }
    return {
      ...connection,
      isOpen() {
        return this.open
      },
      isSilent() {
        return this.silent
      },
      close() {},
    }
  }
  return createConnections(create, max, now)
}

const number = async (acquired: Promise<Numbered | undefined>) => (await acquired)?.number

test('a connection is created only when all others are lent, and never more than the maximum', async () => {
  const connections = createNumbered(2)
  const first = await connections.acquire(0)
  expect(first?.number).toBe(1)
  if (first) connections.release(first)
  expect(await number(connections.acquire(0))).toBe(1)
  expect(await number(connections.acquire(0))).toBe(2)
  expect(await connections.acquire(1)).toBeUndefined()
})

async function twoReleased() {
  const connections = createNumbered(2)
  const both = await Promise.all([connections.acquire(0), connections.acquire(0)])
  for (const connection of both) if (connection) connections.release(connection)
  return { connections, both }
}

test('the connection that was released last is lent first', async () => {
  const { connections } = await twoReleased()
  expect(await number(connections.acquire(0))).toBe(2)
})

test('a connection that is open is lent before one that the relay has closed', async () => {
  const { connections, both } = await twoReleased()
  if (both[1]) both[1].open = false
  expect(await number(connections.acquire(0))).toBe(1)
  expect(await number(connections.acquire(0))).toBe(2)
})

async function oneLent() {
  const connections = createNumbered(1)
  const lent = await connections.acquire(0)
  const release = () => lent && connections.release(lent)
  return { connections, release }
}

test('those who wait get what is released in the order of their calls', async () => {
  const { connections, release } = await oneLent()
  const waiting = [connections.acquire(60_000), connections.acquire(60_000)]
  release()
  expect(await number(waiting[0] as (typeof waiting)[0])).toBe(1)
  release()
  expect(await number(waiting[1] as (typeof waiting)[0])).toBe(1)
})

test('who has waited in vain gets nothing that is released later', async () => {
  const { connections, release } = await oneLent()
  expect(await connections.acquire(1)).toBeUndefined()
  release()
  expect(await number(connections.acquire(0))).toBe(1)
})

test('dismissing ends the waiting of all, and later borrowers wait as usual', async () => {
  const { connections, release } = await oneLent()
  const waiting = [connections.acquire(60_000), connections.acquire(60_000)]
  connections.dismiss()
  expect(await Promise.all(waiting)).toEqual([undefined, undefined])
  const later = connections.acquire(60_000)
  release()
  expect(await number(later)).toBe(1)
})

test('a relay that refuses another connection gets no more than are open, and after a minute it is asked again', async () => {
  let now = 0
  const connections = createNumbered(4, () => now)
  const lent = await Promise.all([0, 0, 0].map(connections.acquire))
  const refused = lent[2] as NonNullable<(typeof lent)[2]>
  refused.open = false
  expect(connections.limit(refused)).toBe(true)
  connections.release(refused)
  expect(await connections.acquire(1)).toBeUndefined()
  const waiting = connections.acquire(60_000)
  if (lent[0]) connections.release(lent[0])
  expect(await number(waiting)).toBe(1)
  now = 60_000
  expect(await number(connections.acquire(0))).toBe(3)
  expect(await number(connections.acquire(0))).toBe(4)
})

test('a refusal while no other connection is open, or only silent ones, is no limit', async () => {
  const connections = createNumbered(3)
  const [first, second] = await Promise.all([connections.acquire(0), connections.acquire(0)])
  if (!first || !second) throw new Error('nothing was lent')
  second.open = false
  first.silent = true
  expect(connections.limit(second)).toBe(false)
  first.open = false
  first.silent = false
  expect(connections.limit(second)).toBe(false)
  expect(await number(connections.acquire(0))).toBe(3)
})

test('connections are all silent if as many are lent as may be, and none of them answers', async () => {
  const connections = createNumbered(2)
  const first = await connections.acquire(0)
  if (first) first.silent = true
  expect(connections.areAllSilent()).toBe(false)
  const second = await connections.acquire(0)
  expect(connections.areAllSilent()).toBe(false)
  if (second) second.silent = true
  expect(connections.areAllSilent()).toBe(true)
})
