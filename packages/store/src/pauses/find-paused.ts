import { sql } from 'drizzle-orm'
import { type Connection, statement } from '../database/statement.ts'
import { clock, type Instant, ids, toInstant } from '../database/values.ts'
import type { ClaimRequest } from '../deliveries/claim.ts'
import { type DeclinedClaim, declinedByPause } from '../deliveries/decide-claim.ts'
import type { DeliveryState } from '../deliveries/delivery.ts'
import { declinedByEnd } from '../deliveries/find-ends.ts'
import { deliveriesWithUsers } from '../deliveries/with-users.ts'
import { type DeliveryPause, pauseOfOrganization } from './pause-of-delivery.ts'

type Row = Pick<DeliveryState, 'status' | 'deadReason' | 'attempts' | 'deadline'> & {
  id: string
  isDiscarded: boolean
  pause: DeliveryPause | null
  now: Instant
}

const find = statement<Row>(sql`
  select deliveries.id, status, dead_reason as "deadReason", attempts, ${toInstant(sql`deadline`)} as deadline,
    discarded_at is not null as "isDiscarded", ${pauseOfOrganization} as pause, ${clock} as now
  from ${deliveriesWithUsers}
  where deliveries.id in ${ids('ids')} and kind <> 'webhook'`)

/**
 * Finds which mails are paused with their organization or have ended, as a claim would, so that they need no permit;
 * null for all others, of which a claim decides. A request that may redrive a delivery is not told its end. Locks and
 * claims nothing. The answers are in the order of the requests.
 */
export async function findPaused(
  db: Connection,
  requests: readonly ClaimRequest[],
): Promise<(DeclinedClaim | null)[]> {
  const found = await find(db, { ids: requests.map(({ deliveryId }) => deliveryId) })
  const rows = new Map(found.map(row => [row.id, row]))
  return requests.map(({ deliveryId, redriveAfter }) => {
    const row = rows.get(deliveryId.toLowerCase())
    return row ? decline(row, redriveAfter) : null
  })
}

function decline(row: Row, redriveAfter: number | undefined): DeclinedClaim | null {
  const { status, deadReason, attempts, deadline, isDiscarded, pause, now } = row
  const hasEnded = status === 'sent' || status === 'dead'
  if (pause && status === 'dead' && !isDiscarded && redriveAfter === attempts)
    return declinedByPause(pause, null, now)
  // A claim knows better what becomes of an attempt under way, and ends what is overdue.
  const isWaiting = !hasEnded && status !== 'sending' && deadline > now
  if (pause && isWaiting) return declinedByPause(pause, deadline, now)
  return hasEnded && redriveAfter === undefined ? declinedByEnd({ status, deadReason, attempts }) : null
}
