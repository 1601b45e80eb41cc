import { sql } from 'drizzle-orm'
import { rfc3339 } from '../database/rfc3339.ts'
import { type Connection, run } from '../database/statement.ts'
import type { AttemptOutcome, DeliveryKind } from '../deliveries/delivery.ts'
import { reasonWithAnswer } from '../deliveries/status-of.ts'
import { organizationId, userId } from '../deliveries/with-users.ts'
import type { LinkState } from '../links/link-state.ts'
import { linkState } from '../links/select-link-state.ts'
import { type DeadLetterFilter, deadLettersMatching } from './dead-letter-filter.ts'

/** A dead delivery. `outcome` and `relay` are those of its last attempt, if that is recorded. `deadAt` is RFC 3339. */
export type DeadLetter = {
  deliveryId: string
  organizationId: string
  userId: string
  kind: DeliveryKind
  deadAt: string
  reason: string
  attempts: number
  outcome: AttemptOutcome | null
  relay: string | null
  linkState: Exclude<LinkState, 'unknown'> | null
}

type Cursor = Pick<DeadLetter, 'deadAt' | 'deliveryId'>

/** Lists up to `limit` dead letters, the latest death first. `before` is the last one of the previous page. */
export function listDeadLetters(
  on: Connection,
  filter: DeadLetterFilter,
  { before, limit }: { before?: Cursor | undefined; limit: number },
): Promise<DeadLetter[]> {
  const older = before
    ? sql`and (dead_at, deliveries.id) < (${before.deadAt}::timestamptz, ${before.deliveryId}::uuid)`
    : sql``
  return run<DeadLetter>(
    on,
    sql`
      select deliveries.id as "deliveryId", ${organizationId} as "organizationId", ${userId} as "userId", kind,
        ${rfc3339(sql`dead_at`)} as "deadAt", ${reasonWithAnswer} as reason, deliveries.attempts,
        latest.outcome, nullif(latest.relay, '') as relay, case when links.id is not null then ${linkState} end as "linkState"
      ${deadLettersMatching(filter)} ${older}
      order by dead_at desc, deliveries.id desc limit ${limit}`,
  )
}
