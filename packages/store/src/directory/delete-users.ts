import { sql } from 'drizzle-orm'
import { againAfterDeadlock } from '../database/again-after-deadlock.ts'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { together } from '../database/together.ts'
import { transact } from '../database/transaction.ts'
import { clock, type Instant, ids } from '../database/values.ts'
import { insertReportedEvents } from '../webhooks/insert.ts'
import type { WebhookTerms } from '../webhooks/webhook-terms.ts'

const lockDeliveries = statement(sql`
  select id from deliveries
  where id in (
    select deliveries.id from deliveries join links on links.id = link_id where links.user_id in ${ids('ids', 'text')}
    union all select id from deliveries where of_user_id in ${ids('ids', 'text')}
  )
  order by id for update`)

const lockLinks = statement(sql`
  select id from links where user_id in ${ids('ids', 'text')} order by id for update`)

// What is reported by webhook is told though the user is gone: a deletion, and the removals before it.
const removeNotices = statement(sql`
  delete from deliveries where of_user_id in ${ids('ids', 'text')} and kind = 'notice'`)

const forget = statement(sql`update suppressions set user_id = '' where user_id in ${ids('ids', 'text')}`)

const remove = statement<{ userId: string; organizationId: string; now: Instant }>(sql`
  delete from users where id in ${ids('ids', 'text')}
  returning id as "userId", organization_id as "organizationId", ${clock} as now`)

/** `requestId` is that of the request; `webhooks` are the terms of the webhooks, null: no webhooks. */
export type DeletionReport = { requestId: string; webhooks: WebhookTerms | null }

/**
 * Deletes users with their passkeys, links and mails, appends the events and records the webhooks, in one transaction.
 * Webhooks that are not about a link are still sent. An attempt that is under way may still reach its relay. Unknown ids
 * are ignored. Events about the users are not deleted.
 */
export async function deleteUsers(
  db: Db,
  userIds: string[],
  { requestId, webhooks }: DeletionReport,
): Promise<void> {
  const values = { ids: userIds }
  // In the same order as claiming (delivery, then link) and redeeming (link, then user): another order could deadlock
  // with them.
  await againAfterDeadlock(() =>
    transact(db, async tx => {
      const [, , , deleted] = await together([
        lockDeliveries(tx, values),
        lockLinks(tx, values),
        removeNotices(tx, values),
        remove(tx, values),
        forget(tx, values),
      ])
      const events = deleted.map(({ userId, organizationId }) => ({
        userId,
        organizationId,
        linkId: null,
        type: 'user.deleted' as const,
        data: {},
        requestId,
      }))
      await insertReportedEvents(tx, events, { webhooks, now: deleted[0]?.now ?? 0 })
    }),
  )
}
