import { sql } from 'drizzle-orm'
import { type Connection, statement } from '../database/statement.ts'
import { clock, type Instant, ids, toInstant } from '../database/values.ts'
import { decideSend, type Sendable, type SendableDelivery } from './decide-send.ts'
import { linkState } from './lock.ts'
import type { Claim } from './renew.ts'

const read = statement<SendableDelivery & { id: string; now: Instant }>(sql`
  select deliveries.id, kind, status, attempts, ${toInstant(sql`deadline`)} as deadline,
    ${toInstant(sql`claimed_until`)} as "claimedUntil", json_build_object('state', ${linkState}) as link, ${clock} as now
  from deliveries left join links on links.id = link_id
  where deliveries.id in ${ids('ids')}`)

/**
 * Finds whether the content of attempts may leave now. Locks nothing and takes one statement. The answers are in the
 * order of the claims.
 */
export async function findSendables(db: Connection, claims: readonly Claim[]): Promise<Sendable[]> {
  const rows = await read(db, { ids: claims.map(({ deliveryId }) => deliveryId) })
  const found = new Map(rows.map(row => [row.id, row]))
  return claims.map(({ deliveryId, attempt }) => {
    const row = found.get(deliveryId.toLowerCase())
    return row ? decideSend(row, attempt, row.now) : 'lapsed'
  })
}
