import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/**
 * How much of its limit a user or an organization has used, as the moment until which it is spent (the theoretical
 * arrival time of GCRA). `granted` is used by the previous version only.
 */
export const allowances = pgTable('allowances', {
  subject: text().primaryKey(),
  spentUntil: instant('spent_until').notNull(),
  granted: integer().notNull().default(0),
})
