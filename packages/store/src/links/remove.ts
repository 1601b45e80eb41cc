import { sql } from 'drizzle-orm'
import { statement } from '../database/statement.ts'
import type { Transaction } from '../database/transaction.ts'
import { ids } from '../database/values.ts'
import type { GrantedLink } from './decide-record.ts'

const remove = statement(sql`
  with removed as (delete from links where id in ${ids('ids')})
  delete from events where link_id in ${ids('ids')}`)

/** Removes links that this transaction has written, with their deliveries and events. */
export async function removeLinks(tx: Transaction, links: readonly GrantedLink[]): Promise<void> {
  await remove(tx, { ids: links.map(({ linkId }) => linkId) })
}
