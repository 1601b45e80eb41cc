import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/**
 * What a user or an organization has used of its limit, as the moment until which it is spent (GCRA's theoretical arrival
 * time). `granted` is used by the version before this one only.
 */
export const allowances = pgTable('allowances', {
  subject: text().primaryKey(),
  spentUntil: instant('spent_until').notNull(),
  granted: integer().notNull().default(0),
})
