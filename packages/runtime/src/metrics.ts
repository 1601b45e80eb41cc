import { collectDefaultMetrics, Registry } from 'prom-client'

/** What a process counts, for Prometheus. */
export type Metrics = { registry: Registry }

/** A registry of this process's own, with memory, event loop and garbage collection in it from the start. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return { registry }
}
