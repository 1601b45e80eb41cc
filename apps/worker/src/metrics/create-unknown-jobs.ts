import type { Logger } from '@passlink/runtime'
import { Counter, type Registry } from 'prom-client'

/** `report` counts a job that was dropped. `stop` logs what was not logged yet. */
export type UnknownJobs = { report: (deliveryId: string) => void; stop: () => void }

const gatherMs = 1_000
const quietMs = 60_000

/**
 * Counts the jobs whose deliveries are not in the database. Logs a warning with their number a second after the first
 * one, and then at most once a minute, however many there are.
 */
export function createUnknownJobs(registry: Registry, log: Logger): UnknownJobs {
  const counter = new Counter({
    name: 'passlink_unknown_jobs_total',
    help: 'Jobs that were dropped because their delivery is not in the database',
    registers: [registry],
  })
  let unlogged = 0
  let example = ''
  let timer: NodeJS.Timeout | undefined

  function logAll() {
    if (unlogged > 0)
      log.warn(
        { jobs: unlogged, deliveryId: example },
        'dropped jobs whose deliveries are not in the database: deleted since, or of another installation (QUEUE_PREFIX)',
      )
    unlogged = 0
  }

  function logAndPause() {
    timer = unlogged > 0 ? setTimeout(logAndPause, quietMs).unref() : undefined
    logAll()
  }

  return {
    report(deliveryId) {
      counter.inc()
      unlogged += 1
      example = deliveryId
      timer ??= setTimeout(logAndPause, gatherMs).unref()
    },
    stop() {
      clearTimeout(timer)
      logAll()
    },
  }
}
