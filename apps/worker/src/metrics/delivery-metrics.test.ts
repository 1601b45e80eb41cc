import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { createDeliveryMetrics } from './delivery-metrics.ts'

const answer = {
  outcome: 'unknown',
  relay: 'relay:25',
  smtpCode: null,
  enhancedCode: null,
  detail: 'the connection was lost',
  command: 'dot',
  retryAfterMs: null,
} as const

test('an attempt whose answer was lost is counted once, by its worker or by who took over', async () => {
  const registry = new Registry()
  const { observe, countLapsed } = createDeliveryMetrics(registry)
  const unknown = async () =>
    (await registry.getSingleMetric('passlink_unknown_total')?.get())?.values[0]?.value
  observe({ kind: 'link', ageMs: 1_000 }, answer, { status: 'waiting', retryInMs: 5_000 })
  expect(await unknown()).toBe(1)
  countLapsed()
  observe({ kind: 'link', ageMs: 1_000 }, answer, { status: 'stale' })
  expect(await unknown()).toBe(2)
})
