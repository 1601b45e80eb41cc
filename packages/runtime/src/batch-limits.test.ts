import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { inBatches } from './batch.ts'
import { Overloaded, WaitedTooLong } from './unavailable.ts'

/** Batches that the test ends. */
function controlled() {
  const batches: { items: number[]; end: () => void; fail: (error: Error) => void }[] = []
  const run = (items: number[]) =>
    new Promise<number[]>((resolve, reject) => {
      batches.push({ items, end: () => resolve(items), fail: reject })
    })
  return { batches, run }
}

test('a call that exceeds `waitingMax` is refused at once, and the others are answered', async () => {
  const echo = inBatches(async (items: number[]) => items, { waitingMax: 2 })
  const accepted = [echo(1), echo(2)]
  await expect(echo(3)).rejects.toBeInstanceOf(Overloaded)
  expect(await Promise.all(accepted)).toEqual([1, 2])
})

test('a call is rejected after its time limit, and is not run if it was still waiting', async () => {
  const { batches, run } = controlled()
  const echo = inBatches(run, { inFlightMax: 1, waitMsMax: 20 })
  const outcomes = Promise.allSettled([echo(1), turn().then(() => echo(2))])
  expect((await outcomes).map(outcome => outcome.status === 'rejected' && outcome.reason)).toEqual([
    expect.any(WaitedTooLong),
    expect.any(WaitedTooLong),
  ])
  batches[0]?.end()
  await turn()
  expect(batches.map(({ items }) => items)).toEqual([[1]])
})

test('a batch gets the shortest time limit of its calls', async () => {
  const limits: number[] = []
  const echo = inBatches(
    async (items: number[], { withinMs }) => {
      limits.push(withinMs)
      return items
    },
    { waitMsMax: 60_000 },
  )
  await echo(1)
  expect(limits[0]).toBeGreaterThan(50_000)
  expect(limits[0]).toBeLessThanOrEqual(60_000)
})

test('the deadline of one call does not shorten the time limit of its batch', async () => {
  const lefts: number[][] = []
  const limits: number[] = []
  const echo = inBatches(
    async (items: number[], { withinMs, leftMs }) => {
      limits.push(withinMs)
      lefts.push(items.map((_, index) => leftMs(index)))
      return items
    },
    { waitMsMax: 60_000 },
  )
  await Promise.all([echo(1, { deadline: performance.now() + 1_000 }), echo(2)])
  expect(limits[0]).toBeGreaterThan(50_000)
  expect(lefts[0]?.[0]).toBeLessThanOrEqual(1_000)
  expect(lefts[0]?.[1]).toBeGreaterThan(50_000)
})

test('a batch in flight learns which of its calls have ended: by their signal, or by a deadline that no timer has noticed yet', async () => {
  const isAwaited: boolean[][] = []
  const controller = new AbortController()
  const deadline = performance.now() + 50
  const echo = inBatches(async (items: number[], { leftMs }) => {
    const look = () => isAwaited.push(items.map((_, index) => leftMs(index) > 0))
    look()
    controller.abort(new Error('hung up'))
    while (performance.now() < deadline);
    look()
    return items
  })
  const calls = [echo(1), echo(2, { signal: controller.signal }), echo(3, { deadline })]
  await expect(calls[1]).rejects.toThrow('hung up')
  await Promise.allSettled(calls)
  expect(isAwaited).toEqual([
    [true, true, true],
    [true, false, false],
  ])
})

test('an aborted call is rejected with the reason and not run, but the calls after it are', async () => {
  const { batches, run } = controlled()
  const echo = inBatches(run, { inFlightMax: 1 })
  const first = echo(1)
  await turn()
  const controller = new AbortController()
  const aborted = echo(2, { signal: controller.signal })
  const other = echo(3)
  controller.abort(new Error('hung up'))
  await expect(aborted).rejects.toThrow('hung up')
  await expect(echo(4, { signal: controller.signal })).rejects.toThrow('hung up')
  batches[0]?.end()
  await turn()
  batches[1]?.end()
  expect(await Promise.all([first, other])).toEqual([1, 3])
  expect(batches.map(({ items }) => items)).toEqual([[1], [3]])
})

test('each batch is observed once as it begins: its size, and how long its first item waited', async () => {
  const { batches, run } = controlled()
  const observed: number[][] = []
  const observe = (size: number, waitedMs: number) => void observed.push([size, waitedMs])
  const echo = inBatches(run, { inFlightMax: 1, observe })
  const calls = [echo(1)]
  await turn()
  const askedAt = performance.now()
  calls.push(echo(2), echo(3))
  await turn()
  batches[0]?.end()
  await turn()
  const waitedMs = performance.now() - askedAt
  batches[1]?.end()
  await Promise.all(calls)
  expect(observed.map(([size]) => size)).toEqual([1, 2])
  expect(observed[1]?.[1]).toBeGreaterThan(0)
  expect(observed[1]?.[1]).toBeLessThanOrEqual(waitedMs)
})
