import { createLogger } from '@passlink/runtime'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { TokenRefused } from './refusals.ts'
import { createReportRefusal } from './report-refusals.ts'

let lines: { msg: string; leftOut?: number }[]
let registry: Registry
let report: (count: number) => void
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  lines = []
  registry = new Registry()
  const log = createLogger('test', 'trace', { write: line => void lines.push(JSON.parse(line)) })
  const one = createReportRefusal(registry, log)
  report = count => {
    for (let refused = 0; refused < count; refused += 1) {
      const refusal = new TokenRefused('inactive')
      one(refusal, refusal, { requestId: 'r', address: () => '192.0.2.1' })
    }
  }
})
afterEach(() => vi.useRealTimers())

const logged = (msg: string) => lines.filter(line => line.msg === msg)

test('of many refusals 30 a minute are logged, then the number of the others, and all are counted', async () => {
  report(100)
  expect(logged('token refused')).toHaveLength(30)
  await vi.advanceTimersByTimeAsync(59_999)
  expect(logged('more tokens were refused')).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(logged('more tokens were refused')).toMatchObject([{ leftOut: 70, level: 40 }])
  report(31)
  expect(logged('token refused')).toHaveLength(60)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(logged('more tokens were refused')).toMatchObject([{ leftOut: 70 }, { leftOut: 1 }])
  expect(await registry.metrics()).toContain('passlink_refusals_total{reason="inactive"} 131')
})

test('where none was left out, no number is logged', async () => {
  report(30)
  await vi.advanceTimersByTimeAsync(120_000)
  expect(lines).toHaveLength(30)
})
