import { collectDefaultMetrics, Registry } from 'prom-client'

/** The metrics of a process, for Prometheus. */
export type Metrics = { registry: Registry }

/** Creates a registry with the default metrics of the process: memory, event loop and garbage collection. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return { registry }
}
