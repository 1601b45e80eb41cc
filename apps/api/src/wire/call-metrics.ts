import { Counter, Histogram, type Registry } from 'prom-client'

type Labels = { call: string; encoding: string; code: string }

export type CallMetrics = { observe: (labels: Labels, ms: number) => void }

/** Counts calls by call, encoding and code, and measures their durations. */
export function createCallMetrics(registry: Registry): CallMetrics {
  const calls = new Counter({
    name: 'passlink_calls_total',
    help: 'Calls answered, by call, encoding and code (google.rpc.Code)',
    labelNames: ['call', 'encoding', 'code'],
    registers: [registry],
  })
  const seconds = new Histogram({
    name: 'passlink_call_duration_seconds',
    help: 'Time from request to answer',
    labelNames: ['call', 'encoding'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  return {
    observe({ call, encoding, code }, ms) {
      calls.inc({ call, encoding, code })
      seconds.observe({ call, encoding }, ms / 1_000)
    },
  }
}
