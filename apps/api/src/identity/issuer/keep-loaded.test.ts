import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepLoaded, type Loading } from './keep-loaded.ts'

let loads: number[]
let failure: Error | undefined
let outcomes: string[]
let loading: Loading
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  loads = []
  outcomes = []
  failure = undefined
})
afterEach(() => {
  loading.stop()
  vi.useRealTimers()
})

function start(load = async () => {}) {
  const begun = performance.now()
  loading = keepLoaded({
    async load() {
      loads.push(performance.now() - begun)
      await load()
      if (failure) throw failure
    },
    ageMaxMs: 600_000,
    log: { failed: () => outcomes.push('failed'), loaded: () => outcomes.push('loaded') },
  })
}

test('it is loaded at once and again at that age, whether or not anybody demands it', async () => {
  start()
  await vi.advanceTimersByTimeAsync(1_200_000)
  expect(loads).toEqual([0, 600_000, 1_200_000])
})

test('after a failure it is loaded again with pauses that double from 1 s to 30 s', async () => {
  failure = new Error('away')
  start()
  await vi.advanceTimersByTimeAsync(100_000)
  expect(loads.map(ms => ms / 1_000)).toEqual([0, 1, 3, 7, 15, 31, 61, 91])
  failure = undefined
  await vi.advanceTimersByTimeAsync(21_000 + 600_000)
  expect(loads.map(ms => ms / 1_000).slice(8)).toEqual([121, 721])
  expect(outcomes).toEqual([...Array(8).fill('failed'), 'loaded', 'loaded'])
})

test('a demand joins the load under way', async () => {
  const ends: (() => void)[] = []
  start(() => new Promise<void>(resolve => void ends.push(resolve)))
  const demands = [loading.demand(5_000), loading.demand(5_000)]
  for (const end of ends) end()
  expect(await Promise.all(demands)).toEqual([0, 0])
  expect(loads).toHaveLength(1)
})

test('a second demand within the pause loads nothing and learns the rest of the pause', async () => {
  start()
  await vi.advanceTimersByTimeAsync(0)
  expect(await loading.demand(5_000)).toBe(0)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(await loading.demand(5_000)).toBe(3_000)
  expect(loads).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(3_000)
  expect(await loading.demand(5_000)).toBe(0)
  expect(loads).toHaveLength(3)
})

test('a demand within the pause after a failure rejects with its error', async () => {
  failure = new Error('away')
  start()
  await vi.advanceTimersByTimeAsync(999)
  await expect(loading.demand(1_000)).rejects.toThrow('away')
  expect(loads).toHaveLength(1)
})

test('after stop nothing is loaded by itself and nothing is reported', async () => {
  failure = new Error('away')
  start()
  loading.stop()
  await vi.advanceTimersByTimeAsync(600_000)
  expect(loads).toHaveLength(1)
  expect(outcomes).toEqual([])
})
