import {
  type Db,
  type Sweep,
  sweepAllowances,
  sweepAttempts,
  sweepChallenges,
  sweepEvents,
  sweepIdempotencyKeys,
  sweepLinks,
  sweepUndoLinks,
} from '@passlink/store'
import type { Config } from './config.ts'

type Retention = Pick<
  Config,
  'LINK_RETENTION' | 'ATTEMPT_RETENTION' | 'EVENT_RETENTION' | 'IDEMPOTENCY_KEY_RETENTION'
>

/** The sweep of one kind of rows, and the age at which they are deleted. */
export type Expiry = { sweep: Sweep; ageMs: number }

const batchMax = 500
// Allowances and challenges are not read after they expire. Undo links are kept longer, so that the page can say that one
// has expired.
const leftoverAgeMs = 3_600_000

/** The kinds of rows, and how long each is kept. */
export const expiries = (config: Retention): Expiry[] => [
  { sweep: sweepLinks, ageMs: config.LINK_RETENTION },
  { sweep: sweepAttempts, ageMs: config.ATTEMPT_RETENTION },
  { sweep: sweepEvents, ageMs: config.EVENT_RETENTION },
  { sweep: sweepIdempotencyKeys, ageMs: config.IDEMPOTENCY_KEY_RETENTION },
  { sweep: sweepAllowances, ageMs: leftoverAgeMs },
  { sweep: sweepChallenges, ageMs: leftoverAgeMs },
  { sweep: sweepUndoLinks, ageMs: config.LINK_RETENTION },
]

/**
 * Deletes all rows that have reached their age, in batches. Pauses after each batch for as long as it took, so that the
 * database has at least half of the time for calls and deliveries. Resolves to the number of deleted rows. If a kind
 * fails, the others are still deleted; then the first error is thrown. Begins no further batch after `signal` is
 * aborted.
 */
export async function deleteExpired(
  db: Db,
  expiries: Expiry[],
  { signal, rest }: { signal: AbortSignal; rest: (ms: number) => Promise<unknown> },
): Promise<number> {
  let deleted = 0
  const failures: unknown[] = []
  for (const { sweep, ageMs } of expiries) {
    let swept = batchMax
    while (swept === batchMax && !signal.aborted) {
      const startedAt = performance.now()
      swept = await sweep(db, ageMs, batchMax).catch(error => {
        failures.push(error)
        return 0
      })
      deleted += swept
      await rest(performance.now() - startedAt)
    }
  }
  if (failures.length > 0) throw failures[0]
  return deleted
}
