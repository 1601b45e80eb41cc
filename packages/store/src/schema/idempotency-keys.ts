import { index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant } from './columns.ts'

/**
 * The link that was recorded with a caller's idempotency key, so that a repeated call gets the same answer. `key` begins
 * with the caller's client and a space. A key whose link does not exist is ignored.
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
