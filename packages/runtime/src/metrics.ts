import { collectDefaultMetrics, Registry } from 'prom-client'

/** The counters of a process, for Prometheus. */
export type Metrics = { registry: Registry }

/** A registry of its own, with the process's memory, event loop and garbage collection. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return { registry }
}
