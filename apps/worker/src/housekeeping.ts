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

const batchMax = 500
// These are of no use to anybody any more.
const leftoverAgeMs = 3_600_000

/** What is kept for how long. */
export const housework = (config: Retention): { sweep: Sweep; ageMs: number }[] => [
  { sweep: sweepLinks, ageMs: config.LINK_RETENTION },
  { sweep: sweepAttempts, ageMs: config.ATTEMPT_RETENTION },
  { sweep: sweepEvents, ageMs: config.EVENT_RETENTION },
  { sweep: sweepIdempotencyKeys, ageMs: config.IDEMPOTENCY_KEY_RETENTION },
  { sweep: sweepAllowances, ageMs: leftoverAgeMs },
  { sweep: sweepChallenges, ageMs: leftoverAgeMs },
]

/**
 * Deletes everything that is old enough, in batches that take turns with rests as long as themselves, so that calls and mails
 * find the database at least half idle. One kind that
 * fails does not keep the others; its error is thrown in the end. Says how many rows it deleted. Ends early when `signal` aborts.
 */
export async function keepHouse(
  db: Db,
  work: { sweep: Sweep; ageMs: number }[],
  { signal, rest }: { signal: AbortSignal; rest: (ms: number) => Promise<unknown> },
): Promise<number> {
  let deleted = 0
  const failures: unknown[] = []
  for (const { sweep, ageMs } of work) {
    let swept = batchMax
    while (swept === batchMax && !signal.aborted) {
      const began = performance.now()
      swept = await sweep(db, ageMs, batchMax).catch(error => {
        failures.push(error)
        return 0
      })
      deleted += swept
      await rest(performance.now() - began)
    }
  }
  if (failures.length > 0) throw failures[0]
  return deleted
}
