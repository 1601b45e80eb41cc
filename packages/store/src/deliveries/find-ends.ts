import { sql } from 'drizzle-orm'
import { type Connection, statement } from '../database/statement.ts'
import { ids } from '../database/values.ts'
import type { DeclinedClaim } from './decide-claim.ts'

type End = { status: 'sent' | 'dead'; deadReason: string | null; attempts: number }
type Row = End & { id: string }

const read = statement<Row>(sql`
  select id, status, dead_reason as "deadReason", attempts from deliveries
  where id in ${ids('ids')} and status in ('sent', 'dead')`)

/** The ends of deliveries as a claim would find them; null for those that are open or unknown. Claims nothing. */
export async function findEnds(
  db: Connection,
  deliveryIds: readonly string[],
): Promise<(DeclinedClaim | null)[]> {
  const rows = new Map((await read(db, { ids: deliveryIds })).map(row => [row.id, row]))
  return deliveryIds.map(id => {
    const row = rows.get(id.toLowerCase())
    return row ? declinedByEnd(row) : null
  })
}

/** The answer to a claim of a delivery that has ended. */
export function declinedByEnd({ status, deadReason, attempts }: End): DeclinedClaim {
  return status === 'sent' ? { verdict: status } : { verdict: status, reason: deadReason ?? '', attempts }
}
