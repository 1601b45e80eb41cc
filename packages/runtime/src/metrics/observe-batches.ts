import { Histogram, type Registry } from 'prom-client'

/** Called when a batch begins, with its size and how long its first item waited for that. */
export type BatchObserver = (size: number, waitedMs: number) => void

/** Measures batches by their name. Costs two observations a batch, whatever its size. */
export function createObserveBatches(registry: Registry): (batch: string) => BatchObserver {
  const sizes = new Histogram({
    name: 'passlink_batch_size',
    help: 'Items of a batch, which share its statements, by what the batch does',
    labelNames: ['batch'],
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
    registers: [registry],
  })
  const waits = new Histogram({
    name: 'passlink_batch_wait_seconds',
    help: 'How long the first item of a batch waited for it to begin, by what the batch does',
    labelNames: ['batch'],
    buckets: [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  })
  return batch => {
    const [size, wait] = [sizes.labels(batch), waits.labels(batch)]
    return (items, waitedMs) => {
      size.observe(items)
      wait.observe(waitedMs / 1_000)
    }
  }
}
