import { Overloaded, WaitedTooLong } from '@passlink/runtime'
import { expect, test } from 'vitest'
import { createSlots } from './slots.ts'

const limits = { total: 4, perLane: 2, waitingTotal: 4, waitingPerLane: 3, waitMsMax: 60_000 }

/** Slots, and the works in the order in which they began; each ends when it is told to. */
function open(changes: Partial<typeof limits> = {}) {
  const slots = createSlots({ ...limits, ...changes })
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  function run(lane: string, name: string) {
    const ran = slots(lane, () => {
      begun.push(name)
      return new Promise<void>(resolve => void ends.set(name, resolve))
    })
    // What still waits when its test has ended is refused later.
    ran.catch(() => {})
    return ran
  }
  const end = async (name: string) => {
    ends.get(name)?.()
    await new Promise(resolve => setImmediate(resolve))
  }
  return { run, begun, end }
}

test('no more run than there are slots, in all and in a lane', () => {
  const { run, begun } = open()
  for (const name of ['a1', 'a2', 'a3', 'b1', 'b2', 'b3', 'c1']) void run(name.slice(0, 1), name)
  expect(begun).toEqual(['a1', 'a2', 'b1', 'b2'])
})

test('lanes that wait take turns, so that the last of a long lane comes after the first of another', async () => {
  const { run, begun, end } = open({ total: 1, perLane: 1 })
  for (const name of ['a1', 'a2', 'a3', 'b1', 'c1']) void run(name.slice(0, 1), name)
  for (const name of ['a1', 'a2', 'b1', 'c1']) await end(name)
  expect(begun).toEqual(['a1', 'a2', 'b1', 'c1', 'a3'])
})

test('a lane with all its slots does not keep the next lane from a free one', async () => {
  const { run, begun, end } = open({ total: 3 })
  for (const name of ['a1', 'a2', 'a3', 'b1', 'b2']) void run(name.slice(0, 1), name)
  await end('b1')
  expect(begun).toEqual(['a1', 'a2', 'b1', 'b2'])
})

test('a work that fails frees its slot', async () => {
  const slots = createSlots({ ...limits, total: 1 })
  await expect(slots('a', () => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
  expect(await slots('a', async () => 'ran')).toBe('ran')
})

test('one that would wait in a full lane is refused at once, and others wait on', async () => {
  const { run, begun, end } = open({ total: 1 })
  for (const name of ['a1', 'a2', 'a3', 'a4']) void run('a', name)
  await expect(run('a', 'a5')).rejects.toThrow(Overloaded)
  void run('b', 'b1')
  for (const name of ['a1', 'a2']) await end(name)
  expect(begun).toEqual(['a1', 'a2', 'b1'])
})

test('one that would be one too many of all lanes is refused at once, until one of them runs', async () => {
  const { run, begun, end } = open({ total: 1 })
  for (const name of ['a1', 'a2', 'a3', 'b1', 'b2']) void run(name.slice(0, 1), name)
  await expect(run('c', 'c1')).rejects.toThrow(Overloaded)
  await end('a1')
  void run('c', 'c2')
  for (const name of ['a2', 'b1', 'a3', 'c2']) await end(name)
  expect(begun).toContain('c2')
})

test('one that waits too long is refused and never runs', async () => {
  const { run, begun, end } = open({ total: 1, waitMsMax: 5 })
  void run('a', 'a1')
  await expect(run('a', 'a2')).rejects.toThrow(WaitedTooLong)
  void run('b', 'b1')
  await end('a1')
  expect(begun).toEqual(['a1', 'b1'])
})
