import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rows } from '../database/rows.ts'
import { run } from '../database/statement.ts'

/**
 * Holds claimed deliveries for another `leaseMs`; one that a later attempt has taken over, or that has ended, stays as it is.
 * Says of each whether it is held, in the order of the claims.
 */
export async function renewClaims(
  db: Db,
  claims: { deliveryId: string; attempt: number }[],
  leaseMs: number,
): Promise<boolean[]> {
  const claimed = rows(
    claims.map(({ deliveryId, attempt }) => ({ id: deliveryId, number: attempt })),
    { id: 'uuid', number: 'integer' },
  )
  const answers = await run<{ held: boolean }>(
    db,
    sql`
      with claimed as (select * from ${claimed}),
      renewed as (
        update deliveries set claimed_until = now() + ${leaseMs} * interval '1 millisecond'
        from (select * from claimed order by id) as claimed
        where deliveries.id = claimed.id and deliveries.attempts = claimed.number and status = 'sending'
        returning deliveries.id
      )
      select renewed.id is not null as held from claimed left join renewed using (id) order by n`,
  )
  return answers.map(({ held }) => held)
}
