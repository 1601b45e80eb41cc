import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { type Statement, statement } from '../database/statement.ts'
import { together } from '../database/together.ts'
import { type Transaction, transact } from '../database/transaction.ts'
import { given, ids } from '../database/values.ts'
import { maxUuid, nilUuid } from '../deliveries/list-open.ts'
import type { Partition } from '../partitions/read-partitions.ts'
import type { Scanning } from '../partitions/scan-partition.ts'
import { ago, firstIdOf, hasEnded } from './age.ts'
import type { Sweep } from './sweep.ts'

type Id = { id: string }

const findOldIn = (table: string): Statement<Id> =>
  statement<Id>(sql`
  select id from ${sql.identifier(table)} as links
  where id < ${given('firstId')}::uuid and created_at < ${ago}
    and (select coalesce(bool_and(${hasEnded}), true) from deliveries where link_id = links.id)
  order by id limit ${given('limit')}`)

// The links are looked up by their ids: a join could read all of them.
const findReferenced = statement<Id & { isOld: boolean }>(sql`
  select id, (select created_at < ${ago} from links where links.id = referenced.id) as "isOld"
  from (
    select distinct link_id as id from deliveries
    where link_id > ${given('after')}::uuid and link_id < ${given('to')}::uuid
    order by link_id limit ${given('limit')}
  ) as referenced order by id`)

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
 * Deletes links whose deliveries have all ended, with these deliveries and their attempts. Skips a link if another
 * transaction has the link or one of its deliveries locked, because that transaction may redrive it. `table` is a partition
 * that has the links, or all of them.
 */
export function sweepLinksIn(table: string): Sweep {
  const findOld = findOldIn(table)
  return (db, ageMs, limit) =>
    transact(db, async tx => {
      const old = await findOld(tx, { ageMs, limit, firstId: firstIdOf(ageMs) })
      return removeUnused(tx, old, ageMs)
    })
}

export const sweepLinks = sweepLinksIn('links')

const batchMax = 500

/** Deletes the old links of a partition that have deliveries, as {@link sweepLinks} does, all of them in batches. */
export async function sweepReferencedLinks(
  db: Db,
  { from, to }: Partition,
  ageMs: number,
  { signal, rest }: Scanning,
): Promise<void> {
  let after: string | undefined = from ?? nilUuid
  while (after !== undefined && !signal.aborted) {
    const startedAt = performance.now()
    after = await transact(db, async tx => {
      const found = await findReferenced(tx, { after, to: to ?? maxUuid, limit: batchMax, ageMs })
      const old = found.filter(({ isOld }) => isOld)
      await removeUnused(tx, old, ageMs)
      return found.length === batchMax ? found.at(-1)?.id : undefined
    })
    await rest(performance.now() - startedAt)
  }
}

async function removeUnused(tx: Transaction, links: Id[], ageMs: number): Promise<number> {
  const old = links.map(({ id }) => id)
  if (old.length === 0) return 0
  const [locked, deliveries] = await together([lockFree(tx, { ids: old }), read(tx, { ids: old, ageMs })])
  const lockedIds = new Set(locked.map(({ id }) => id))
  const inUse = new Set(
    deliveries.flatMap(({ id, linkId, hasEnded }) => (hasEnded && lockedIds.has(id) ? [] : [linkId])),
  )
  const removed = await remove(tx, { ids: old.filter(id => !inUse.has(id)) })
  return removed.length
}
