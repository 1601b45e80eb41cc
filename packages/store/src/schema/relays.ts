import { integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/**
 * The health of each relay, and of the webhooks' endpoint as `webhook:<host>`, shared by all workers. A relay is not
 * used before `away_until`. After that one worker at a time probes it, which `probe_until` reserves for it. `pauses`
 * counts the pauses of this absence. `health` has the rest: the different subjects that `failed` or were `deferred` in
 * a row, the `absences` since the last acceptance, the `reason` of the absence, since when it has lasted (`awaySince`,
 * in milliseconds since 1970) and the last `answers`. `failures` is for the version before. `next_send_at` is the next
 * free slot of its rate, and `rate` is that to which the worker that started last is set: `none` if it has no limit.
 */
export const relays = pgTable('relays', {
  name: text().primaryKey(),
  failures: integer().notNull().default(0),
  pauses: integer().notNull().default(0),
  awayUntil: instant('away_until'),
  probeUntil: instant('probe_until'),
  nextSendAt: instant('next_send_at'),
  health: jsonb(),
  rate: text(),
})
