import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { inBatches, Overloaded, WaitedTooLong } from './batch.ts'

/** Batches that end when the test says so. */
function controlled() {
  const batches: { items: number[]; end: () => void; fail: (error: Error) => void }[] = []
  const run = (items: number[]) =>
    new Promise<number[]>((resolve, reject) => {
      batches.push({ items, end: () => resolve(items), fail: reject })
    })
  return { batches, run }
}

test('a call beyond the waiting maximum is refused at once, and the others are answered', async () => {
  const echo = inBatches(async (items: number[]) => items, { waitingMax: 2 })
  const accepted = [echo(1), echo(2)]
  await expect(echo(3)).rejects.toBeInstanceOf(Overloaded)
  expect(await Promise.all(accepted)).toEqual([1, 2])
})

test('a call is rejected when its time limit passes, waiting or in flight, and one that waited is never run', async () => {
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

test('a batch is told how long the first of its callers waits', async () => {
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

test('a call whose caller leaves is rejected with the reason and never run, and its neighbours are', async () => {
  const { batches, run } = controlled()
  const echo = inBatches(run, { inFlightMax: 1 })
  const first = echo(1)
  await turn()
  const leaving = new AbortController()
  const left = echo(2, { signal: leaving.signal })
  const stayed = echo(3)
  leaving.abort(new Error('hung up'))
  await expect(left).rejects.toThrow('hung up')
  await expect(echo(4, { signal: leaving.signal })).rejects.toThrow('hung up')
  batches[0]?.end()
  await turn()
  batches[1]?.end()
  expect(await Promise.all([first, stayed])).toEqual([1, 3])
  expect(batches.map(({ items }) => items)).toEqual([[1], [3]])
})
