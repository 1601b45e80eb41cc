import { pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** When a process last acquired the turn at a shared chore, so that one of them does it at a time. */
export const turns = pgTable('turns', {
  chore: text().primaryKey(),
  takenAt: instant('taken_at').notNull().defaultNow(),
})
