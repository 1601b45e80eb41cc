import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { together } from '../database/together.ts'
import { transact } from '../database/transaction.ts'
import { given } from '../database/values.ts'
import type { Actor } from '../operators/audit.ts'
import { auditChanges } from './audit-changes.ts'
import { changesOf } from './by-delivery.ts'
import { decideHold, type HoldOutcome } from './decide-hold.ts'
import { listOpenDeliveries, maxUuid, nilUuid } from './list-open.ts'
import { lockDeliveries } from './lock.ts'
import { writeChanges } from './write.ts'

const count = statement<{ count: number }>(sql`
  select count(*)::float8 as count from deliveries
  where status in ('queued', 'sending', 'waiting') and kind <> 'webhook' and id < ${given('before')}::uuid`)

/** Counts the open deliveries of mails whose ids are less than `before`; absent: no limit. */
export async function countOpenMails(db: Db, { before = maxUuid }: { before?: string }): Promise<number> {
  const [row] = await count(db, { before })
  return row?.count ?? 0
}

/**
 * Holds back the open deliveries of mails whose ids are less than `before` (absent: all), the oldest first, `batchSize`
 * in each transaction: they are dead, for a reason that says that they may have been sent, until they are redriven.
 * Webhooks are left open, because a repeated one has the same id. Yields the outcomes of each batch. What `actor`
 * changed is in the audit.
 */
export async function* holdOpenMails(
  db: Db,
  { before = maxUuid, batchSize = 500, actor }: { before?: string; batchSize?: number; actor?: Actor },
): AsyncGenerator<HoldOutcome[]> {
  let after = nilUuid
  for (;;) {
    const page = await listOpenDeliveries(db, { after, before, from: 'oldest', limit: batchSize })
    const last = page.at(-1)
    if (!last) return
    after = last.deliveryId
    const ids = page.filter(({ by }) => by === 'mail').map(({ deliveryId }) => deliveryId)
    yield await hold(db, ids, actor)
  }
}

function hold(db: Db, ids: string[], actor: Actor | undefined): Promise<HoldOutcome[]> {
  return transact(db, async tx => {
    const { deliveries, now } = await lockDeliveries(tx, ids)
    const decisions = new Map([...deliveries].map(([id, delivery]) => [id, decideHold(delivery, now)]))
    const changes = changesOf(decisions)
    await together([
      writeChanges(tx, changes, { now }),
      auditChanges(tx, changes, { action: 'delivery.held', actor }),
    ])
    return ids.map(id => decisions.get(id)?.outcome ?? 'unknown')
  })
}
