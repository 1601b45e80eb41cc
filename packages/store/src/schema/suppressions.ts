import { sql } from 'drizzle-orm'
import { check, index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant } from './columns.ts'

/**
 * Addresses that get no mail, because a mail to them came back (`bounced`) or its recipient complained about it. The
 * address itself is not stored: `address_hash` is its SHA-256 in lower case. `user_id` is whose mail it was, empty once
 * the user is deleted.
 */
export const suppressions = pgTable(
  'suppressions',
  {
    addressHash: bytes('address_hash').primaryKey(),
    kind: text({ enum: ['bounced', 'complained'] }).notNull(),
    reason: text().notNull(),
    userId: text('user_id').notNull(),
    deliveryId: uuid('delivery_id').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  table => [
    check('suppressions_kind', sql`${table.kind} in ('bounced', 'complained')`),
    index('suppressions_user').on(table.userId),
    index('suppressions_age').on(table.createdAt),
  ],
)
