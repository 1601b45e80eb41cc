import { sql } from 'drizzle-orm'
import { bigint, check, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { bytes, instant } from './columns.ts'

/**
 * The sessions of operators on the dashboard. `id_hash` is the SHA-256 of the id, which only the browser has. A session
 * ends at `ends_at`, or when it has not been used since `seen_at` for too long.
 */
export const operatorSessions = pgTable(
  'operator_sessions',
  {
    idHash: bytes('id_hash').primaryKey(),
    operator: text().notNull(),
    name: text().notNull(),
    role: text({ enum: ['viewer', 'operator', 'admin'] }).notNull(),
    address: text().notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    seenAt: instant('seen_at').notNull().defaultNow(),
    endsAt: instant('ends_at').notNull(),
  },
  table => [
    check('operator_sessions_role', sql`${table.role} in ('viewer', 'operator', 'admin')`),
    index('operator_sessions_operator').on(table.operator),
    index('operator_sessions_age').on(table.endsAt),
  ],
)

/**
 * What operators did: `action` by `operator`, from the client's `address`, to `subject`, which is a delivery, a relay, an
 * organization or a person, written in the transaction of the action.
 */
export const audit = pgTable(
  'audit',
  {
    sequence: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant('at').notNull().defaultNow(),
    operator: text().notNull(),
    address: text().notNull(),
    action: text().notNull(),
    subject: text(),
    details: jsonb().notNull().default({}),
  },
  table => [
    index('audit_operator').on(table.operator, table.sequence),
    index('audit_subject').on(table.subject, table.sequence).where(sql`${table.subject} is not null`),
    index('audit_age').on(table.at),
  ],
)

/**
 * What operators have paused: `mail`, `webhook`, `relay:<name>` or `organization:<id>`, until `ends_at` or, without it,
 * until they end it.
 */
export const pauses = pgTable('pauses', {
  scope: text().primaryKey(),
  reason: text().notNull(),
  operator: text().notNull(),
  since: instant('since').notNull().defaultNow(),
  endsAt: instant('ends_at'),
})
