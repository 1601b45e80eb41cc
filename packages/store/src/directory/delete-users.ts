import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rows } from '../database/rows.ts'
import { run } from '../database/statement.ts'

/**
 * Deletes users with their passkeys, links and deliveries; an attempt that is under way at this moment may still reach
 * its relay. Unknown ids change nothing. What the log says of them stays.
 */
export async function deleteUsers(db: Db, userIds: string[]): Promise<void> {
  const given = rows(
    userIds.map(id => ({ id })),
    { id: 'text' },
  )
  // Claiming locks a delivery and then its link, redeeming a link and then its user: in this order nobody waits in a ring.
  await run(
    db,
    sql`
      with given as (select id from ${given}),
      their_deliveries as (
        select deliveries.id from deliveries join links on links.id = deliveries.link_id
        where links.user_id in (select id from given)
        order by deliveries.id for update of deliveries
      ),
      their_links as (
        select id from links
        where user_id in (select id from given) and (select count(*) from their_deliveries) >= 0
        order by id for update
      )
      delete from users where id in (select id from given) and (select count(*) from their_links) >= 0`,
  )
}
