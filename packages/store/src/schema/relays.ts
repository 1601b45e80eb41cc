import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/**
 * The state of each relay, shared by all workers. A relay is not used before `away_until`. After that one worker at a
 * time probes it with a mail, which `probe_until` reserves for it. `pauses` counts the pauses since the last success.
 * `next_send_at` is the next free slot of its rate.
 */
export const relays = pgTable('relays', {
  name: text().primaryKey(),
  failures: integer().notNull().default(0),
  pauses: integer().notNull().default(0),
  awayUntil: instant('away_until'),
  probeUntil: instant('probe_until'),
  nextSendAt: instant('next_send_at'),
})
