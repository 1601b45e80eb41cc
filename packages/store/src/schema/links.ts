import { index, jsonb, pgTable, smallint, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'
import { users } from './users.ts'

/**
 * The links of users. `key_id` and `expires_at` are set when an attempt begins, or at once for a link that is returned
 * to the caller. `request_details` says from where the link was requested, as far as the caller said it.
 */
export const links = pgTable(
  'links',
  {
    id: uuid().primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    organizationId: text('organization_id').notNull(),
    urlTemplate: text('url_template'),
    keyId: text('key_id'),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at'),
    redeemedAt: instant('redeemed_at'),
    revokedAt: instant('revoked_at'),
    // Used by the previous version only.
    failedChecks: smallint('failed_checks').notNull().default(0),
    requestDetails: jsonb('request_details'),
  },
  table => [
    index('links_user').on(table.userId),
    index('links_organization').on(table.organizationId, table.id).concurrently(),
  ],
)

/**
 * The link in a notice with which the passkey that it reports can be removed, once. `id` is that of the notice's
 * delivery. `details` says from where the passkey was added; it is not in the event, which outlives the user.
 */
export const undoLinks = pgTable(
  'undo_links',
  {
    id: uuid().primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    credentialId: text('credential_id').notNull(),
    passkeyName: text('passkey_name').notNull(),
    keyId: text('key_id').notNull(),
    details: jsonb().notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
    redeemedAt: instant('redeemed_at'),
  },
  table => [index('undo_links_user').on(table.userId), index('undo_links_age').on(table.expiresAt)],
)

/** The challenge of a registration (WebAuthn section 13.4.3), valid once and until `expires_at`. */
export const challenges = pgTable(
  'challenges',
  {
    challenge: text().primaryKey(),
    linkId: uuid('link_id')
      .notNull()
      .references(() => links.id, { onDelete: 'cascade' }),
    expiresAt: instant('expires_at').notNull(),
  },
  table => [index('challenges_link').on(table.linkId), index('challenges_age').on(table.expiresAt)],
)
