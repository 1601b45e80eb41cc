import { bigint, boolean, index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant } from './columns.ts'

/**
 * Whoever is `managed` comes from the operator's own directory; the others from the issuer, as of `refreshed_at`. `logo` is a
 * data URL; `handle` is what authenticators know a user by, and says nothing of them.
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

/** What a registration (WebAuthn section 7.1) left: all that is needed to check an assertion, and to judge the authenticator later. */
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
    backupEligible: boolean('backup_eligible').notNull(),
    backedUp: boolean('backed_up').notNull(),
    aaguid: uuid().notNull(),
    attestationFormat: text('attestation_format').notNull(),
    attestation: bytes().notNull(),
    origin: text().notNull(),
    rpId: text('rp_id').notNull(),
    linkId: uuid('link_id'),
    name: text().notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  table => [index('passkeys_user').on(table.userId)],
)
