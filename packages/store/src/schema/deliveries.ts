import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'
import { links } from './links.ts'

/**
 * The delivery of a link, of the `notice` that a passkey was added or removed, or of a `webhook` that reports an event.
 * `queued` → `sending` (claimed until `claimed_until`) → `sent`, or `waiting` (until `due_at`), or `dead` (with a
 * reason). A dead delivery is `queued` again when it is redriven, and stays dead when it is discarded. `attempts`
 * counts the attempts begun and fences their outcomes; `deferrals` counts those that advance the retry schedule. A
 * delivery without a link has the ids of the user and the organization itself (`of_…`), and outlives the user.
 * `reports` has what was reported about a sent mail, by the kind of the report. `trace_parent` (W3C Trace Context) is
 * the call that made it, where that is traced.
 */
export const deliveries = pgTable(
  'deliveries',
  {
    id: uuid().primaryKey(),
    linkId: uuid('link_id').references(() => links.id, { onDelete: 'cascade' }),
    ofUserId: text('of_user_id'),
    ofOrganizationId: text('of_organization_id'),
    status: text({ enum: ['queued', 'sending', 'waiting', 'sent', 'dead'] })
      .notNull()
      .default('queued'),
    attempts: integer().notNull().default(0),
    deferrals: integer().notNull().default(0),
    kind: text({ enum: ['link', 'notice', 'webhook'] })
      .notNull()
      .default('link'),
    eventSequence: bigint('event_sequence', { mode: 'bigint' }),
    requestId: text('request_id').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    deadline: instant('deadline').notNull(),
    dueAt: instant('due_at'),
    claimedUntil: instant('claimed_until'),
    sentAt: instant('sent_at'),
    deadAt: instant('dead_at'),
    deadReason: text('dead_reason'),
    redrivenAt: instant('redriven_at'),
    discardedAt: instant('discarded_at'),
    reports: jsonb(),
    traceParent: text('trace_parent'),
  },
  table => [
    check('deliveries_status', sql`${table.status} in ('queued', 'sending', 'waiting', 'sent', 'dead')`),
    check('deliveries_kind', sql`(${table.kind} = 'link') = (${table.eventSequence} is null)`),
    check(
      'deliveries_user',
      sql`(${table.linkId} is null) = (${table.ofUserId} is not null and ${table.ofOrganizationId} is not null)`,
    ),
    check('deliveries_dead_says_why', sql`(${table.status} = 'dead') = (${table.deadReason} is not null)`),
    index('deliveries_link').on(table.linkId),
    index('deliveries_of_user')
      .on(table.ofUserId, table.id)
      .where(sql`${table.ofUserId} is not null`)
      .concurrently(),
    index('deliveries_of_organization')
      .on(table.ofOrganizationId, table.id)
      .where(sql`${table.ofOrganizationId} is not null`)
      .concurrently(),
    index('deliveries_without_link').on(table.id).where(sql`${table.linkId} is null`).concurrently(),
    index('deliveries_request').on(table.requestId).concurrently(),
    index('deliveries_reported').on(table.id).where(sql`${table.reports} is not null`).concurrently(),
    index('deliveries_open')
      .on(table.id, table.kind)
      .where(sql`${table.status} in ('queued', 'sending', 'waiting')`),
    index('deliveries_deadline')
      .on(table.deadline)
      .where(sql`${table.status} in ('queued', 'sending', 'waiting')`)
      .concurrently(),
    index('deliveries_dead')
      .on(table.deadAt, table.id)
      .where(sql`${table.status} = 'dead' and ${table.discardedAt} is null`),
  ],
)

/**
 * Attempts at deliveries. Without `finished_at` an attempt is running, or its worker ended before it recorded the
 * outcome. `command` is the step of the conversation that the outcome belongs to.
 */
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
    command: text(),
  },
  table => [
    primaryKey({ columns: [table.deliveryId, table.number] }),
    check(
      'attempts_outcome',
      sql`${table.outcome} in ('accepted', 'rejected', 'deferred', 'not_sent', 'unknown')`,
    ),
  ],
)
