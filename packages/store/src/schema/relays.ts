import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/**
 * What all workers know of a relay. It is away until `away_until`; from then on one worker at a time may try one mail, which
 * `probe_until` reserves for it; `pauses` counts the tries that failed since it was last seen well. `next_send_at` is when its rate next has room.
 */
export const relays = pgTable('relays', {
  name: text().primaryKey(),
  failures: integer().notNull().default(0),
  pauses: integer().notNull().default(0),
  awayUntil: instant('away_until'),
  probeUntil: instant('probe_until'),
  nextSendAt: instant('next_send_at'),
})
