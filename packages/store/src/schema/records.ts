import { sql } from 'drizzle-orm'
import { bigint, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant } from './columns.ts'

export const events = pgTable(
  'events',
  {
    sequence: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    userId: text('user_id').notNull(),
    organizationId: text('organization_id').notNull(),
    linkId: uuid('link_id'),
    type: text().notNull(),
    data: jsonb().notNull(),
    at: instant('at').notNull().defaultNow(),
  },
  table => [
    index('events_user').on(table.userId, table.sequence),
    index('events_link').on(table.linkId).where(sql`${table.linkId} is not null`),
  ],
)

/**
 * Which link a caller's key stands for, so that repeating the call repeats the answer. A key whose link was never
 * recorded stands for nothing.
 */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    caller: text().notNull(),
    key: text().notNull(),
    requestHash: bytes('request_hash').notNull(),
    linkId: uuid('link_id').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  table => [
    primaryKey({ columns: [table.caller, table.key] }),
    index('idempotency_keys_age').on(table.createdAt),
  ],
)

/**
 * What a user or an organization has used of its limit, as the moment until which it is spent (GCRA's theoretical arrival
 * time). `granted` is how many the last statement that asked was given.
 */
export const allowances = pgTable('allowances', {
  subject: text().primaryKey(),
  spentUntil: instant('spent_until').notNull(),
  granted: integer().notNull().default(0),
})

/** Whose turn a shared chore was last, so that of many workers one does it. */
export const turns = pgTable('turns', {
  chore: text().primaryKey(),
  takenAt: instant('taken_at').notNull().defaultNow(),
})

/**
 * What all workers know of a relay. It is away until `away_until`, and from then on whoever holds `probe_until` may try one
 * mail; `pauses` counts the tries that failed since it was last seen well. `next_send_at` is when its rate next has room.
 */
export const relays = pgTable('relays', {
  name: text().primaryKey(),
  failures: integer().notNull().default(0),
  pauses: integer().notNull().default(0),
  awayUntil: instant('away_until'),
  probeUntil: instant('probe_until'),
  nextSendAt: instant('next_send_at'),
})
