import {
  type Ages,
  type Db,
  type RowsIn,
  type Sweep,
  sweepAllowances,
  sweepAttemptsIn,
  sweepAudit,
  sweepChallenges,
  sweepDeliveriesIn,
  sweepEventsIn,
  sweepIdempotencyKeys,
  sweepLinksIn,
  sweepSessions,
  sweepSuppressions,
  sweepUndoLinks,
  wholeTables,
} from '@passlink/store'
import type { Config } from './config.ts'

/** How long each kind of rows is kept. */
export type Retention = Pick<
  Config,
  'LINK_RETENTION' | 'ATTEMPT_RETENTION' | 'EVENT_RETENTION' | 'IDEMPOTENCY_KEY_RETENTION'
>

/** The sweep of one kind of rows, and the age at which they are deleted. */
export type Expiry = { sweep: Sweep; ageMs: number }

const batchMax = 500
// Allowances, challenges and sessions are not read after they expire. Undo links are kept longer, so that the page can
// say that one has expired.
const leftoverAgeMs = 3_600_000
// However soon links are forgotten, whoever complained is not mailed again the next day.
const suppressedMinMs = 90 * 86_400_000

/** The ages at which the rows of partitions expire. */
export const agesOf = (config: Retention): Ages => ({
  links: config.LINK_RETENTION,
  attempts: config.ATTEMPT_RETENTION,
  events: config.EVENT_RETENTION,
})

/** The kinds of rows, and how long each is kept. `rowsIn` has the partitions that are not dropped as a whole. */
export const expiries = (config: Retention, rowsIn: RowsIn = wholeTables): Expiry[] => [
  ...each(rowsIn.links, sweepLinksIn, config.LINK_RETENTION),
  ...each(rowsIn.deliveries, sweepDeliveriesIn, config.LINK_RETENTION),
  ...each(rowsIn.attempts, sweepAttemptsIn, config.ATTEMPT_RETENTION),
  ...each(rowsIn.events, sweepEventsIn, config.EVENT_RETENTION),
  { sweep: sweepAudit, ageMs: config.EVENT_RETENTION },
  { sweep: sweepIdempotencyKeys, ageMs: config.IDEMPOTENCY_KEY_RETENTION },
  { sweep: sweepAllowances, ageMs: leftoverAgeMs },
  { sweep: sweepChallenges, ageMs: leftoverAgeMs },
  { sweep: sweepSessions, ageMs: leftoverAgeMs },
  { sweep: sweepUndoLinks, ageMs: config.LINK_RETENTION },
  { sweep: sweepSuppressions, ageMs: Math.max(config.LINK_RETENTION, suppressedMinMs) },
]

const each = (tables: readonly string[], sweepIn: (table: string) => Sweep, ageMs: number): Expiry[] =>
  tables.map(table => ({ sweep: sweepIn(table), ageMs }))

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
