import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Check, startReadiness } from './readiness.ts'

let stopping: AbortController
beforeEach(() => {
  stopping = new AbortController()
})
afterEach(() => stopping.abort())

const fast = { everyMs: 5, limitMs: 20 }
const start = (checks: Record<string, Check>, pace = fast) => startReadiness(checks, stopping.signal, pace)
const never: Check = () => new Promise(() => {})

test('before the first answer of a check the process is not ready, and says that it was not checked', () => {
  expect(start({ database: never })()).toEqual({
    status: 'not ready',
    checks: { database: 'not checked yet' },
  })
})

test('what is away is named with its reason, and the process is ready once all is back', async () => {
  let away = true
  const reject = (error: Error) => (away ? Promise.reject(error) : Promise.resolve())
  const read = start({
    queue: () => reject(Object.assign(new Error('secret'), { reason: 'it is full' })),
    database: () => reject(new Error('secret')),
  })
  await vi.waitFor(() =>
    expect(read()).toEqual({
      status: 'not ready',
      checks: { queue: 'away: it is full', database: 'away' },
    }),
  )
  away = false
  await vi.waitFor(() => expect(read()).toEqual({ status: 'ready', checks: { queue: 'ok', database: 'ok' } }))
})

test('reading runs no check: they run in the background, each until it has ended or its time is over', async () => {
  let runs = 0
  const read = start({ database: async () => ++runs }, { everyMs: 60_000, limitMs: 1_000 })
  await vi.waitFor(() => expect(read().status).toBe('ready'))
  for (let reads = 0; reads < 1_000; reads += 1) read()
  expect(runs).toBe(1)
})

test('a check that hangs counts as away after its time limit, holds up no other, and is run again', async () => {
  let isHanging = true
  const read = start({ database: () => (isHanging ? never() : Promise.resolve()), queue: async () => {} })
  await vi.waitFor(() =>
    expect(read()).toEqual({ status: 'not ready', checks: { database: 'away', queue: 'ok' } }),
  )
  isHanging = false
  await vi.waitFor(() => expect(read().status).toBe('ready'))
})

test('a process that stops says so at once, and runs no check any more', async () => {
  let runs = 0
  const read = start({ database: async () => ++runs })
  await vi.waitFor(() => expect(runs).toBeGreaterThan(1))
  stopping.abort()
  expect(read()).toEqual({ status: 'stopping', checks: {} })
  const ran = runs
  await new Promise(resolve => setTimeout(resolve, 10 * fast.everyMs))
  expect(runs).toBe(ran)
})
