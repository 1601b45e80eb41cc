import { setTimeout as wait } from 'node:timers/promises'
import type { Worker } from 'bullmq'

const closeMs = 1_000

/**
 * Stops taking jobs and resolves when those `inFlight` have ended, and the worker is closed or a second later: BullMQ waits
 * indefinitely for a queue that is away. An update of the queue that is lost by that is recorded in Postgres.
 */
export async function closeWorker(worker: Worker, inFlight: Set<Promise<unknown>>): Promise<void> {
  const closed = worker.close().then(() => true)
  await Promise.all(inFlight)
  const timeout = new AbortController()
  const late = wait(closeMs, false, { signal: timeout.signal }).catch(() => false)
  if (!(await Promise.race([closed, late]))) worker.disconnect().catch(() => {})
  timeout.abort()
}
