import { sql } from 'drizzle-orm'
import { statement } from '../database/statement.ts'
import { together } from '../database/together.ts'
import { transact } from '../database/transaction.ts'
import { given, ids } from '../database/values.ts'
import { ago, firstIdOf } from './age.ts'
import type { Sweep } from './sweep.ts'

type Id = { id: string }

const hasEnded = sql`(status in ('sent', 'dead') and (redriven_at is null or redriven_at < ${ago}))`

const findOld = statement<Id>(sql`
  select id from links
  where id < ${given('firstId')}::uuid and created_at < ${ago}
    and (select coalesce(bool_and(${hasEnded}), true) from deliveries where link_id = links.id)
    and not exists (
      select from deliveries join undo_links on undo_links.id = deliveries.id
      where link_id = links.id and undo_links.redeemed_at is null and undo_links.expires_at > now()
    )
  order by id limit ${given('limit')}`)

const lockFree = statement<Id>(sql`
  select id from deliveries where link_id in ${ids('ids')} order by id for update skip locked`)

const read = statement<Id & { linkId: string; hasEnded: boolean }>(sql`
  select id, link_id as "linkId", ${hasEnded} as "hasEnded" from deliveries where link_id in ${ids('ids')}`)

const remove = statement<Id>(sql`
  delete from links where id in (
    select id from links where id in ${ids('ids')} order by id for update skip locked
  )
  returning id`)

/**
 * Deletes links whose deliveries have all ended, with these deliveries and their attempts, but for those whose passkey can
 * still be removed by the link in its notice, because that is reported like the addition. Skips a link if another
 * transaction has the link or one of its deliveries locked, because that transaction may redrive it.
 */
export const sweepLinks: Sweep = (db, ageMs, limit) =>
  transact(db, async tx => {
    const old = (await findOld(tx, { ageMs, limit, firstId: firstIdOf(ageMs) })).map(({ id }) => id)
    if (old.length === 0) return 0
    const [locked, deliveries] = await together([lockFree(tx, { ids: old }), read(tx, { ids: old, ageMs })])
    const lockedIds = new Set(locked.map(({ id }) => id))
    const inUse = new Set(
      deliveries.flatMap(({ id, linkId, hasEnded }) => (hasEnded && lockedIds.has(id) ? [] : [linkId])),
    )
    const removed = await remove(tx, { ids: old.filter(id => !inUse.has(id)) })
    return removed.length
  })
