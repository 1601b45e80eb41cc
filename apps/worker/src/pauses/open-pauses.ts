import type { DeliveryQueues } from '@passlink/queue'
import type { Logger } from '@passlink/runtime'
import { type Db, listPauses } from '@passlink/store'
import type { Registry } from 'prom-client'
import { showPaused } from '../metrics/show-paused.ts'
import { type Pauses, watchPauses } from './watch-pauses.ts'
import { watchQueues } from './watch-queues.ts'

/** A pause as readiness shows it, to operators only. */
type ShownPause = { scope: string; reason: string; since?: string; endsAt?: string | null }

/** `paused`, if anything is; `pauses` says since when it is not known what is, if so. */
type Details = { paused?: ShownPause[]; pauses?: string }

/** The pauses that all gates of this worker share. `details` are for readiness. */
export type OpenPauses = Pauses & { details: () => Details; stop: () => void }

/** Watches what operators have paused, here and with other tools, and shows it in the log, the metrics and readiness. */
export function openPauses(
  { db, queues, registry }: { db: Db; queues: DeliveryQueues; registry: Registry },
  relays: readonly string[],
  log: Logger,
): OpenPauses {
  const pauses = watchPauses(() => listPauses(db), relays, log)
  const watched = watchQueues(queues, log)
  showPaused(registry, () => pauses.inForce().map(({ scope }) => scope), watched.paused)

  function details(): Details {
    const ours = pauses
      .inForce()
      .map(({ scope, reason, since, endsAt }) => ({ scope, reason, since, endsAt }))
    const others = watched
      .paused()
      .map(name => ({ scope: `queue:${name}`, reason: 'paused with another tool' }))
    const paused = [...ours, ...others]
    const since = pauses.unknownSince()
    return {
      ...(paused.length > 0 ? { paused } : {}),
      ...(since ? { pauses: `not known since ${since.toISOString()}` } : {}),
    }
  }

  return {
    ...pauses,
    details,
    stop() {
      pauses.stop()
      watched.stop()
    },
  }
}
