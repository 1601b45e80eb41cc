import { sql } from 'drizzle-orm'
import { statement } from '../database/statement.ts'
import { together } from '../database/together.ts'
import type { Transaction } from '../database/transaction.ts'
import { clock, given, type Instant, ids, toInstant } from '../database/values.ts'
import { pauseOfDelivery } from '../pauses/pause-of-delivery.ts'
import { suppression } from '../suppressions/suppression.ts'
import type { DeliveredBy, Delivery } from './delivery.ts'
import { deliveriesWithUsers, organizationId, userId } from './with-users.ts'

/**
 * The locked deliveries by their ids, and the ids of those that another transaction has locked. Unknown ids are absent.
 */
export type Locked = { deliveries: ReadonlyMap<string, Delivery>; busy: ReadonlySet<string>; now: Instant }

type Row = Delivery & { now: Instant }
type Id = { id: string }

// Locked in the order of the ids, and links after deliveries everywhere, so that no two transactions deadlock.
const lockAll = statement<Id>(sql`
  select id from deliveries where id in ${ids('ids')} order by id for update`)

const lockLinks = statement(sql`
  select id from links where id in (select link_id from deliveries where id in ${ids('ids')})
  order by id for update`)

const lockFree = statement<Id>(sql`
  select id from deliveries where id in ${ids('ids')} order by id for update skip locked`)

const lockFreeWithLinks = statement<Id>(sql`
  with requested as (${ids('ids')}), linked as (
    select deliveries.id from deliveries join links on links.id = link_id
    where deliveries.id in (select * from requested)
    order by deliveries.id for update of deliveries, links skip locked
  ), others as (
    select id from deliveries where id in (select * from requested) and link_id is null
    order by id for update skip locked
  )
  select id from linked union all select id from others`)

const lockOverdue = statement<Id>(sql`
  select id from deliveries
  where status in ('queued', 'sending', 'waiting') and deadline <= now()
    and (status <> 'sending' or claimed_until <= now())
  order by deadline limit ${given('limit')} for update skip locked`)

/** The state of the joined link as decisions know it. */
export const linkState = sql`
  case when redeemed_at is not null then 'redeemed' when revoked_at is not null then 'revoked' else 'open' end`

const read = statement<Row>(sql`
  select deliveries.id, kind, status, attempts, deferrals, dead_reason as "deadReason", request_id as "requestId",
    trace_parent as "traceParent",
    link_id as "linkId", ${userId} as "userId", ${organizationId} as "organizationId",
    ${toInstant(sql`deliveries.created_at`)} as "createdAt", ${toInstant(sql`deadline`)} as deadline,
    ${toInstant(sql`due_at`)} as "dueAt", ${toInstant(sql`claimed_until`)} as "claimedUntil",
    ${toInstant(sql`sent_at`)} as "sentAt", ${toInstant(sql`dead_at`)} as "deadAt",
    ${toInstant(sql`redriven_at`)} as "redrivenAt", ${toInstant(sql`discarded_at`)} as "discardedAt",
    (select coalesce(json_object_agg(number, outcome), '{}') from attempts where delivery_id = deliveries.id) as outcomes,
    json_build_object('keyId', links.key_id, 'state', ${linkState}) as link,
    coalesce(coalesce(email, '') <> '' and email_verified, false) as "hasAddress",
    ${suppression} as suppression, ${pauseOfDelivery} as pause, coalesce(reports, '{}') as reports, ${clock} as now
  from ${deliveriesWithUsers}
  where deliveries.id in ${ids('ids')}`)

/** Locks deliveries until the transaction ends; waits for other transactions that have locked them. */
export function lockDeliveries(tx: Transaction, deliveryIds: readonly string[]): Promise<Locked> {
  return readLocked(tx, deliveryIds, lockAll(tx, { ids: deliveryIds }))
}

/** Locks deliveries and their links until the transaction ends; waits for other transactions that have locked them. */
export function lockDeliveriesWithLinks(tx: Transaction, deliveryIds: readonly string[]): Promise<Locked> {
  const values = { ids: deliveryIds }
  return readLocked(
    tx,
    deliveryIds,
    together([lockAll(tx, values), lockLinks(tx, values)]).then(([locked]) => locked),
  )
}

/** Locks the deliveries that no other transaction has locked, and also their links if `withLinks`. */
export function lockFreeDeliveries(
  tx: Transaction,
  deliveryIds: readonly string[],
  { withLinks }: { withLinks: boolean },
): Promise<Locked> {
  const lock = withLinks ? lockFreeWithLinks : lockFree
  return readLocked(tx, deliveryIds, lock(tx, { ids: deliveryIds }))
}

/** Locks up to `limit` open deliveries whose deadline has passed and that have no attempt under way. */
export async function lockOverdueDeliveries(tx: Transaction, limit: number): Promise<Locked> {
  const overdue = await lockOverdue(tx, { limit })
  return readLocked(
    tx,
    overdue.map(({ id }) => id),
    Promise.resolve(overdue),
  )
}

// Reads after locking, so that the rows do not change until the transaction ends.
async function readLocked(
  tx: Transaction,
  deliveryIds: readonly string[],
  locking: Promise<Id[]>,
): Promise<Locked> {
  if (deliveryIds.length === 0) return { deliveries: new Map(), busy: new Set(), now: 0 }
  const [locked, rows] = await together([locking, read(tx, { ids: deliveryIds })])
  const lockedIds = new Set(locked.map(({ id }) => id))
  const now = Math.max(0, ...rows.map(row => row.now))
  const free = rows.filter(({ id }) => lockedIds.has(id))
  const busy = rows.filter(({ id }) => !lockedIds.has(id))
  return {
    deliveries: new Map(free.map(row => [row.id, row])),
    busy: new Set(busy.map(({ id }) => id)),
    now,
  }
}

/** Whether a delivery is delivered by `by`. */
export const isDelivered = (by: DeliveredBy, { kind }: Pick<Delivery, 'kind'>) =>
  (kind === 'webhook') === (by === 'webhook')
