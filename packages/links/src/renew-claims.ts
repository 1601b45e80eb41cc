import { sql } from 'drizzle-orm'
import { type Db, run } from './database.ts'
import { rows } from './rows.ts'

/** Holds claimed deliveries for another `leaseMs`; one that a later attempt has taken over stays as it is. */
export async function renewClaims(
  db: Db,
  claims: { deliveryId: string; attempt: number }[],
  leaseMs: number,
): Promise<void> {
  const held = rows(
    claims.map(({ deliveryId, attempt }) => ({ id: deliveryId, number: attempt })),
    { id: 'uuid', number: 'integer' },
  )
  await run(
    db,
    sql`
      update deliveries set claimed_until = now() + ${leaseMs} * interval '1 millisecond'
      from (select * from ${held} order by id) as held
      where deliveries.id = held.id and deliveries.attempts = held.number and status = 'sending'`,
  )
}
