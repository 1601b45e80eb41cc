import { sql } from 'drizzle-orm'
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/**
 * Organizations and users that are `managed` come from the operator's own directory. The others come from the issuer,
 * as of `refreshed_at`. `logo` is a data URL; `handle` is the WebAuthn user handle, without personal data.
 * `email_since` is when the address was changed last, if it was. `brand_version` counts the changes of an
 * organization's logo, brand and texts.
 */
export const organizations = pgTable('organizations', {
  id: text().primaryKey(),
  name: text().notNull(),
  logo: text(),
  brand: jsonb(),
  brandVersion: integer('brand_version').notNull().default(0),
  managed: boolean().notNull().default(true),
  createdAt: instant('created_at').notNull().defaultNow(),
})

/** An organization's own texts of the mails in a language, by the names of the messages. */
export const organizationTexts = pgTable(
  'organization_texts',
  {
    organizationId: text('organization_id')
      .notNull()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    language: text().notNull(),
    texts: jsonb().notNull(),
  },
  table => [primaryKey({ columns: [table.organizationId, table.language] })],
)

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
    timeZone: text('time_zone'),
    handle: uuid().notNull().defaultRandom(),
    managed: boolean().notNull().default(true),
    refreshedAt: instant('refreshed_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
    changedAt: instant('changed_at').notNull().defaultNow(),
    emailSince: instant('email_since'),
  },
  table => [
    index('users_organization').on(table.organizationId),
    index('users_email').on(sql`lower(${table.email})`).concurrently(),
  ],
)
