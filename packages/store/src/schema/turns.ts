import { pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** When a process last acquired the turn at each chore that all processes share, so that one at a time does it. */
export const turns = pgTable('turns', {
  chore: text().primaryKey(),
  takenAt: instant('taken_at').notNull().defaultNow(),
})
