import { boolean, index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/**
 * Organizations and users that are `managed` come from the operator's own directory. The others come from the issuer,
 * as of `refreshed_at`. `logo` is a data URL; `handle` is the WebAuthn user handle, without personal data.
 */
export const organizations = pgTable('organizations', {
  id: text().primaryKey(),
  name: text().notNull(),
  logo: text(),
  managed: boolean().notNull().default(true),
  createdAt: instant('created_at').notNull().defaultNow(),
})

export const users = pgTable(
  'users',
  {
    id: text().primaryKey(),
    organizationId: text('organization_id')
      .notNull()
      .references(() => organizations.id),
    email: text(),
    emailVerified: boolean('email_verified').notNull().default(false),
    displayName: text('display_name').notNull(),
    language: text(),
    handle: uuid().notNull().defaultRandom(),
    managed: boolean().notNull().default(true),
    refreshedAt: instant('refreshed_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
    changedAt: instant('changed_at').notNull().defaultNow(),
  },
  table => [index('users_organization').on(table.organizationId)],
)
