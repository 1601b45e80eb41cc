import { bigint, index, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' })

export const users = pgTable('users', {
  id: text().primaryKey(),
  organizationId: text('organization_id').notNull(),
  organizationName: text('organization_name').notNull(),
  email: text().notNull(),
  displayName: text('display_name').notNull(),
})

export const links = pgTable(
  'links',
  {
    id: uuid().primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    code: text().notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
  },
  table => [index('links_user').on(table.userId)],
)

export const deliveries = pgTable(
  'deliveries',
  {
    id: uuid().primaryKey(),
    linkId: uuid('link_id')
      .notNull()
      .references(() => links.id, { onDelete: 'cascade' }),
    status: text({ enum: ['queued', 'sent', 'dead'] })
      .notNull()
      .default('queued'),
    attempts: integer().notNull().default(0),
    createdAt: moment('created_at').notNull().defaultNow(),
    sentAt: moment('sent_at'),
  },
  table => [index('deliveries_link').on(table.linkId)],
)

export const events = pgTable(
  'events',
  {
    sequence: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    userId: text('user_id').notNull(),
    linkId: uuid('link_id').notNull(),
    type: text().notNull(),
    at: moment('at').notNull().defaultNow(),
  },
  table => [index('events_link').on(table.linkId)],
)
