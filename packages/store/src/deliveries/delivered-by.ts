import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rows } from '../database/rows.ts'
import { run } from '../database/statement.ts'

/** How something is delivered: links and notices by mail, webhooks by themselves. */
export type DeliveredBy = 'mail' | 'webhook'

/** What each delivery is delivered by; nothing for one that is not there. Answers in the order of the ids. */
export async function findDeliveredBy(db: Db, deliveryIds: string[]): Promise<(DeliveredBy | null)[]> {
  const asked = rows(
    deliveryIds.map(id => ({ id })),
    { id: 'uuid' },
  )
  const found = await run<{ by: DeliveredBy | null }>(
    db,
    sql`
      select case when kind = 'webhook' then 'webhook' when kind is not null then 'mail' end as by
      from ${asked} left join deliveries on deliveries.id = given.id order by n`,
  )
  return found.map(({ by }) => by)
}
