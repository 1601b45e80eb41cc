import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { inBatches } from './batch.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

function recorded() {
  const batches: number[][] = []
  const run = async (items: number[]) => {
    batches.push(items)
    await turn()
    return items.map(item => item * 2)
  }
  return { batches, run }
}

/** Batches that the test ends. */
function controlled() {
  const batches: { items: number[]; end: () => void; fail: (error: Error) => void }[] = []
  const run = (items: number[]) =>
    new Promise<number[]>((resolve, reject) => {
      batches.push({ items, end: () => resolve(items), fail: reject })
    })
  return { batches, run }
}

test('a lone call is a batch of one and gets its own answer', async () => {
  const { batches, run } = recorded()
  expect(await inBatches(run)(21)).toBe(42)
  expect(batches).toEqual([[21]])
})

test('calls that arrive while batches are in flight share the next one, each with its own answer', async () => {
  const { batches, run } = recorded()
  const double = inBatches(run, { inFlightMax: 1 })
  const first = double(1)
  await Promise.resolve()
  expect(await Promise.all([first, double(2), double(3)])).toEqual([2, 4, 6])
  expect(batches).toEqual([[1], [2, 3]])
})

test('a batch in flight that takes longer than `patienceMs` is not waited for, until `inFlightMax` are in flight', async () => {
  const { batches, run } = controlled()
  const echo = inBatches(run, { patienceMs: 100, inFlightMax: 2 })
  const itemsOf = () => batches.map(({ items }) => items)
  const calls = [echo(1)]
  await turn()
  calls.push(echo(2))
  expect(itemsOf()).toEqual([[1]])
  vi.advanceTimersByTime(100)
  expect(itemsOf()).toEqual([[1], [2]])
  calls.push(echo(3), echo(4))
  await turn()
  vi.advanceTimersByTime(1000)
  expect(itemsOf()).toEqual([[1], [2]])
  batches[1]?.end()
  await turn()
  expect(itemsOf()).toEqual([[1], [2], [3, 4]])
  for (const { end } of batches) end()
  expect(await Promise.all(calls)).toEqual([1, 2, 3, 4])
})

test('when slow batches have ended, a batch is waited for as before', async () => {
  const { batches, run } = controlled()
  const echo = inBatches(run, { patienceMs: 100, inFlightMax: 4 })
  const calls = [echo(1)]
  await turn()
  calls.push(echo(2))
  vi.advanceTimersByTime(100)
  expect(batches).toHaveLength(2)
  for (const { end } of batches) end()
  await Promise.all(calls)
  const later = [echo(3)]
  await turn()
  later.push(echo(4))
  await turn()
  vi.advanceTimersByTime(99)
  expect(batches).toHaveLength(3)
  batches[2]?.end()
  await turn()
  batches[3]?.end()
  expect(await Promise.all(later)).toEqual([3, 4])
})

test('a batch has at most `batchMax` items', async () => {
  const { batches, run } = recorded()
  const double = inBatches(run, { batchMax: 2 })
  await Promise.all([1, 2, 3, 4, 5].map(item => double(item)))
  expect(batches.map(batch => batch.length)).toEqual([2, 2, 1])
})

test('an error rejects all calls of its batch, and the next batch is run', async () => {
  let failing = true
  const call = inBatches(async (items: string[]) => {
    if (failing) throw new Error('away')
    return items
  })
  const outcomes = await Promise.allSettled([call('a'), call('b')])
  expect(outcomes.map(outcome => outcome.status)).toEqual(['rejected', 'rejected'])
  failing = false
  expect(await call('c')).toBe('c')
})

test('a batch with a harmless error is run again item by item, so that only the call at fault is rejected', async () => {
  const batches: number[][] = []
  const run = async (items: number[]) => {
    batches.push(items)
    if (items.includes(3)) throw new Error('poison')
    return items
  }
  const echo = inBatches(run, { isHarmless: () => true })
  const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map(item => echo(item)))
  expect(
    outcomes.map(outcome => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason.message)),
  ).toEqual([1, 2, 'poison', 4, 5])
  expect(batches[0]).toEqual([1, 2, 3, 4, 5])
  expect(batches.slice(1).map(batch => batch.length)).toEqual([1, 1, 1, 1, 1])
})

test('one slow item does not delay the other items of a batch that is run again', async () => {
  const run = (items: number[]) => {
    if (items.length > 1) return Promise.reject(new Error('together'))
    return items[0] === 1 ? new Promise<number[]>(() => {}) : Promise.resolve(items)
  }
  const echo = inBatches(run, { isHarmless: () => true })
  const [, ...others] = [1, 2, 3, 4, 5, 6, 7, 8].map(item => echo(item))
  expect(await Promise.all(others)).toEqual([2, 3, 4, 5, 6, 7, 8])
})

test('an outage rejects all waiting calls, and later calls are run', async () => {
  const { batches, run } = controlled()
  const echo = inBatches(run, { inFlightMax: 1, isOutage: () => true, isHarmless: () => false })
  const first = echo(1)
  await turn()
  const others = [echo(2), echo(3)]
  const outcomes = Promise.allSettled([first, ...others])
  batches[0]?.fail(new Error('silence'))
  expect((await outcomes).map(outcome => outcome.status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(batches).toHaveLength(1)
  const next = echo(4)
  await turn()
  batches[1]?.end()
  expect(await next).toBe(4)
})
