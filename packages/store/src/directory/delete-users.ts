import { sql } from 'drizzle-orm'
import { againAfterDeadlock } from '../database/again-after-deadlock.ts'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { together } from '../database/together.ts'
import { transact } from '../database/transaction.ts'
import { ids } from '../database/values.ts'

const lockDeliveries = statement(sql`
  select deliveries.id from deliveries join links on links.id = link_id
  where user_id in ${ids('ids', 'text')} order by deliveries.id for update of deliveries`)

const lockLinks = statement(sql`
  select id from links where user_id in ${ids('ids', 'text')} order by id for update`)

const remove = statement(sql`delete from users where id in ${ids('ids', 'text')}`)

/**
 * Deletes users with their passkeys, links and deliveries. An attempt that is under way may still reach its relay.
 * Unknown ids are ignored. Events about the users are not deleted.
 */
export async function deleteUsers(db: Db, userIds: string[]): Promise<void> {
  const values = { ids: userIds }
  // In the same order as claiming (delivery, then link) and redeeming (link, then user): another order could deadlock
  // with them.
  await againAfterDeadlock(() =>
    transact(db, tx => together([lockDeliveries(tx, values), lockLinks(tx, values), remove(tx, values)])),
  )
}
