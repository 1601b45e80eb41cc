import {
  type Db,
  type Sweep,
  sweepAllowances,
  sweepAttempts,
  sweepChallenges,
  sweepEvents,
  sweepIdempotencyKeys,
  sweepLinks,
} from '@passlink/store'
import type { Config } from './config.ts'

type Retention = Pick<
  Config,
  'LINK_RETENTION' | 'ATTEMPT_RETENTION' | 'EVENT_RETENTION' | 'IDEMPOTENCY_KEY_RETENTION'
>

/** Rows of one kind, and the age at which they are deleted. */
export type Expiry = { sweep: Sweep; ageMs: number }

const batchMax = 500
// Nothing reads these once they are over.
const leftoverAgeMs = 3_600_000

/** What is kept for how long. */
export const expiries = (config: Retention): Expiry[] => [
  { sweep: sweepLinks, ageMs: config.LINK_RETENTION },
  { sweep: sweepAttempts, ageMs: config.ATTEMPT_RETENTION },
  { sweep: sweepEvents, ageMs: config.EVENT_RETENTION },
  { sweep: sweepIdempotencyKeys, ageMs: config.IDEMPOTENCY_KEY_RETENTION },
  { sweep: sweepAllowances, ageMs: leftoverAgeMs },
  { sweep: sweepChallenges, ageMs: leftoverAgeMs },
]

/**
 * Deletes all rows that are old enough, in batches; after each it rests for as long as the batch took, so that calls and mails
 * find the database at least half idle. Returns the number of rows deleted. A kind that fails does not stop the others: its
 * error is thrown in the end. Begins no further batch once `signal` is aborted.
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
