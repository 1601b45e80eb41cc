import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core'

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' })
const bytes = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' })

export const organizations = pgTable('organizations', {
  id: text().primaryKey(),
  name: text().notNull(),
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
    createdAt: instant('created_at').notNull().defaultNow(),
    changedAt: instant('changed_at').notNull().defaultNow(),
  },
  table => [index('users_organization').on(table.organizationId)],
)

/** What was recorded for a person to redeem. `key_id` and `expires_at` are set when the first attempt begins. */
export const links = pgTable(
  'links',
  {
    id: uuid().primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    organizationId: text('organization_id').notNull(),
    keyId: text('key_id'),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at'),
    redeemedAt: instant('redeemed_at'),
    revokedAt: instant('revoked_at'),
    failedChecks: smallint('failed_checks').notNull().default(0),
  },
  table => [index('links_user').on(table.userId)],
)

/**
 * The mailing of a link. `queued` → `sending` (claimed until `claimed_until`) → `sent`, or `waiting` (until `due_at`),
 * or `dead` (with a reason). `attempts` counts the attempts begun and fences their outcomes; `deferrals` counts those
 * that move the retry schedule on.
 */
export const deliveries = pgTable(
  'deliveries',
  {
    id: uuid().primaryKey(),
    linkId: uuid('link_id')
      .notNull()
      .references(() => links.id, { onDelete: 'cascade' }),
    status: text({ enum: ['queued', 'sending', 'waiting', 'sent', 'dead'] })
      .notNull()
      .default('queued'),
    attempts: integer().notNull().default(0),
    deferrals: integer().notNull().default(0),
    requestId: text('request_id').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    deadline: instant('deadline').notNull(),
    dueAt: instant('due_at'),
    claimedUntil: instant('claimed_until'),
    sentAt: instant('sent_at'),
    deadReason: text('dead_reason'),
  },
  table => [
    check('deliveries_status', sql`${table.status} in ('queued', 'sending', 'waiting', 'sent', 'dead')`),
    check('deliveries_dead_says_why', sql`(${table.status} = 'dead') = (${table.deadReason} is not null)`),
    index('deliveries_link').on(table.linkId),
    index('deliveries_open').on(table.id).where(sql`${table.status} in ('queued', 'sending', 'waiting')`),
    index('deliveries_dead').on(table.id).where(sql`${table.status} = 'dead'`),
  ],
)

/** One SMTP try. Without `finished_at` it is either running or its worker died with the answer unrecorded. */
export const attempts = pgTable(
  'attempts',
  {
    deliveryId: uuid('delivery_id')
      .notNull()
      .references(() => deliveries.id, { onDelete: 'cascade' }),
    number: integer().notNull(),
    startedAt: instant('started_at').notNull().defaultNow(),
    finishedAt: instant('finished_at'),
    outcome: text({ enum: ['accepted', 'rejected', 'deferred', 'not_sent', 'unknown'] }),
    relay: text(),
    smtpCode: smallint('smtp_code'),
    enhancedCode: text('enhanced_code'),
    detail: text(),
  },
  table => [
    primaryKey({ columns: [table.deliveryId, table.number] }),
    check(
      'attempts_outcome',
      sql`${table.outcome} in ('accepted', 'rejected', 'deferred', 'not_sent', 'unknown')`,
    ),
  ],
)

export const events = pgTable(
  'events',
  {
    sequence: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    userId: text('user_id').notNull(),
    organizationId: text('organization_id').notNull(),
    type: text().notNull(),
    data: jsonb().notNull(),
    at: instant('at').notNull().defaultNow(),
  },
  table => [index('events_user').on(table.userId, table.sequence)],
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

/** The first answer given for a caller's key, so that repeating the call repeats the answer. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    caller: text().notNull(),
    key: text().notNull(),
    requestHash: bytes('request_hash').notNull(),
    answer: jsonb(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  table => [
    primaryKey({ columns: [table.caller, table.key] }),
    index('idempotency_keys_age').on(table.createdAt),
  ],
)

/** Whose turn a shared chore was last, so that of many workers one does it. */
export const turns = pgTable('turns', {
  chore: text().primaryKey(),
  takenAt: instant('taken_at').notNull().defaultNow(),
})
