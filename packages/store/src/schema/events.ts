import { sql } from 'drizzle-orm'
import { bigint, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

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
