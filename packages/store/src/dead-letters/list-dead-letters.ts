import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rfc3339 } from '../database/rfc3339.ts'
import { run } from '../database/statement.ts'
import type { AttemptOutcome, DeliveryKind } from '../deliveries/delivery.ts'
import type { LinkState } from '../links/link-state.ts'
import { linkState } from '../links/select-link-state.ts'
import { type DeadLetterFilter, deadLettersThat } from './dead-letter-filter.ts'

/** A delivery that is dead; `outcome` and `relay` are those of its last attempt, if that is on record. `deadAt` is RFC 3339. */
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
  linkState: Exclude<LinkState, 'unknown'>
}

type Place = Pick<DeadLetter, 'deadAt' | 'deliveryId'>

/** Up to `limit` dead letters, those that died last first; `before` is the last one of the page before. */
export function listDeadLetters(
  db: Db,
  filter: DeadLetterFilter,
  { before, limit }: { before?: Place | undefined; limit: number },
): Promise<DeadLetter[]> {
  const older = before
    ? sql`and (dead_at, deliveries.id) < (${before.deadAt}::timestamptz, ${before.deliveryId}::uuid)`
    : sql``
  return run<DeadLetter>(
    db,
    sql`
      select deliveries.id as "deliveryId", organization_id as "organizationId", user_id as "userId", kind,
        ${rfc3339(sql`dead_at`)} as "deadAt", dead_reason as reason, deliveries.attempts,
        latest.outcome, nullif(latest.relay, '') as relay, ${linkState} as "linkState"
      ${deadLettersThat(filter)} ${older}
      order by dead_at desc, deliveries.id desc limit ${limit}`,
  )
}
