import { Counter, collectDefaultMetrics, Registry } from 'prom-client'
import { droppedLines } from './log-output.ts'

/** The metrics of a process, for Prometheus. */
export type Metrics = { registry: Registry }

/**
 * Creates a registry with the default metrics of the process: memory, event loop, garbage collection, and the log lines
 * that were dropped.
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
  return { registry }
}
