import { bigint, boolean, index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant } from './columns.ts'
import { users } from './users.ts'

/**
 * The result of a registration (WebAuthn section 7.1): the data that is needed to verify an assertion, and the
 * attestation for later review.
 */
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
