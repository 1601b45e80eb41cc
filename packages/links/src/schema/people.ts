import { bigint, boolean, index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant } from './columns.ts'

/** Whoever is `managed` comes from the operator's own directory; the others from the issuer, as of `refreshed_at`. */
export const organizations = pgTable('organizations', {
  id: text().primaryKey(),
  name: text().notNull(),
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
    managed: boolean().notNull().default(true),
    refreshedAt: instant('refreshed_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
    changedAt: instant('changed_at').notNull().defaultNow(),
  },
  table => [index('users_organization').on(table.organizationId)],
)

export const passkeys = pgTable(
  'passkeys',
  {
    credentialId: text('credential_id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    publicKey: bytes('public_key').notNull(),
    counter: bigint({ mode: 'bigint' }).notNull(),
    transports: text().array().notNull(),
    attachment: text(),
    backedUp: boolean('backed_up').notNull(),
    aaguid: uuid().notNull(),
    name: text().notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  table => [index('passkeys_user').on(table.userId)],
)
