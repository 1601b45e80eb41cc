import type { Settled } from '@passlink/store'
import { Counter, Gauge, type Registry } from 'prom-client'
import type { AttemptAnswer } from './attempt-answer.ts'

/**
 * Counts attempts with the status of the delivery after them, and deliveries that expired without an attempt under way.
 */
export type AttemptMetrics = {
  observe: (answer: AttemptAnswer, settled: Settled) => void
  countExpired: (count: number) => void
}

/** `relaysAway` returns by name whether each relay, and the endpoint of webhooks, is away, as far as this worker knows. */
export function createAttemptMetrics(
  registry: Registry,
  relaysAway: () => ReadonlyMap<string, boolean>,
): AttemptMetrics {
  const attempts = new Counter({
    name: 'passlink_attempts_total',
    help: 'Attempts ended, by relay, outcome and where the delivery stands then',
    labelNames: ['relay', 'outcome', 'status'],
    registers: [registry],
  })
  new Gauge({
    name: 'passlink_relay_away',
    help: '1 while a relay, or the endpoint of webhooks, is away and only probed',
    labelNames: ['relay'],
    registers: [registry],
    collect() {
      for (const [relay, away] of relaysAway()) this.set({ relay }, away ? 1 : 0)
    },
  })
  const expired = new Counter({
    name: 'passlink_expired_total',
    help: 'Deliveries that their deadline ended while no attempt was under way',
    registers: [registry],
  })
  return {
    observe: ({ relay, outcome }, { status }) => attempts.inc({ relay, outcome, status }),
    countExpired: count => expired.inc(count),
  }
}
