import { afterEach, expect, test, vi } from 'vitest'
import { createReadiness } from './readiness.ts'

afterEach(() => {
  vi.useRealTimers()
})

const never = new AbortController().signal

test('all who ask within a second share one run of the checks, and the next second gets a new one', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  let runs = 0
  const read = createReadiness({ database: async () => ++runs }, never)
  await Promise.all(Array.from({ length: 100 }, read))
  vi.advanceTimersByTime(999)
  expect(await read()).toEqual({ status: 'ready', checks: { database: 'ok' } })
  expect(runs).toBe(1)
  vi.advanceTimersByTime(1)
  await Promise.all(Array.from({ length: 100 }, read))
  expect(runs).toBe(2)
})

test('no check is run again while it has not ended', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  let runs = 0
  let end = (_value?: unknown) => {}
  const check = () => {
    runs += 1
    return new Promise(resolve => {
      end = resolve
    })
  }
  const read = createReadiness({ database: check }, never)
  const answers = [read()]
  vi.advanceTimersByTime(1_500)
  answers.push(read())
  await Promise.resolve()
  expect(runs).toBe(1)
  end()
  const ready = { status: 'ready', checks: { database: 'ok' } }
  expect(await Promise.all(answers)).toEqual([ready, ready])
})

test('what is away is named with its reason, and a process that stops says so at once', async () => {
  const stopping = new AbortController()
  const away = () => Promise.reject(Object.assign(new Error('secret'), { reason: 'it is full' }))
  const unknown = () => Promise.reject(new Error('secret'))
  const read = createReadiness({ queue: away, database: unknown }, stopping.signal)
  expect(await read()).toEqual({
    status: 'not ready',
    checks: { queue: 'away: it is full', database: 'away' },
  })
  stopping.abort()
  expect(await read()).toEqual({ status: 'stopping', checks: {} })
})
