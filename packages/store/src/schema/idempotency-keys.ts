import { index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant } from './columns.ts'

/**
 * The link that a caller's key stands for, so that repeating the call repeats the answer. A key whose link was never
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
