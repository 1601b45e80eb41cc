import { Counter, collectDefaultMetrics, Registry } from 'prom-client'
import { droppedLines } from '../log-output.ts'
import { type BatchObserver, createObserveBatches } from './observe-batches.ts'

/** The metrics of a process, for Prometheus. */
export type Metrics = {
  registry: Registry
  /** Returns what observes the batches with this name; each name is a label. */
  batches: (batch: string) => BatchObserver
}

/**
 * Creates a registry with the metrics that every process has: memory, event loop, garbage collection, its batches, and
 * the log lines that were dropped.
 */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  new Counter({
    name: 'passlink_log_lines_dropped_total',
    help: 'Log lines that were dropped because they were not read in time.',
    registers: [registry],
    collect() {
      this.reset()
      this.inc(droppedLines())
    },
  })
  return { registry, batches: createObserveBatches(registry) }
}
