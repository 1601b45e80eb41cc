import { type SQL, sql } from 'drizzle-orm'
import type { AttemptOutcome } from '../deliveries/delivery.ts'
import { itsLatest, itsLink } from '../deliveries/found-delivery.ts'
import type { Picked } from '../deliveries/picked.ts'
import { reasonWithAnswer } from '../deliveries/status-of.ts'
import { organizationId as organizationIdOf, userId as userIdOf } from '../deliveries/with-users.ts'
import { groupIn } from './reason-group.ts'

/**
 * Selects dead letters: deliveries that are dead and not discarded. A property that is absent excludes none. `relay`
 * and `outcome` are those of the last attempt (`none`: there was no attempt). `reason` is a substring of the reason,
 * compared case-insensitively, `group` that of a `ReasonGroup`. `since` and `until` (RFC 3339, inclusive) limit the
 * time of death. `picked` are those that an operator picked.
 */
export type DeadLetterFilter = {
  organizationId?: string | undefined
  userId?: string | undefined
  relay?: string | undefined
  outcome?: AttemptOutcome | 'none' | undefined
  reason?: string | undefined
  group?: string | undefined
  since?: string | undefined
  until?: string | undefined
  picked?: readonly Picked[] | undefined
}

/** A filter as a condition of `deliveries` that are joined with their `links` and their last attempt as `latest`. */
export function deadLetterCondition(filter: DeadLetterFilter): SQL {
  const { organizationId, userId, relay, outcome, reason, group, since, until, picked } = filter
  const conditions = [
    sql`deliveries.status = 'dead' and deliveries.discarded_at is null`,
    organizationId !== undefined && sql`${organizationIdOf} = ${organizationId}`,
    userId !== undefined && sql`${userIdOf} = ${userId}`,
    relay !== undefined && sql`latest.relay = ${relay}`,
    outcome === 'none' && sql`deliveries.attempts = 0`,
    outcome !== undefined && outcome !== 'none' && sql`latest.outcome = ${outcome}`,
    reason !== undefined && sql`strpos(lower(${reasonWithAnswer}), lower(${reason})) > 0`,
    group !== undefined && sql`${groupIn(reasonWithAnswer)} = ${group}`,
    since !== undefined && sql`dead_at >= ${since}::timestamptz`,
    until !== undefined && sql`dead_at <= ${until}::timestamptz`,
    picked !== undefined && isAnyOf(picked),
  ].filter(condition => condition !== false)
  return sql.join(conditions, sql` and `)
}

function isAnyOf(picked: readonly Picked[]): SQL {
  const conditions = picked.map(({ deliveryId, afterAttempts }) =>
    afterAttempts === undefined
      ? sql`deliveries.id = ${deliveryId}::uuid`
      : sql`(deliveries.id = ${deliveryId}::uuid and deliveries.attempts = ${afterAttempts}::integer)`,
  )
  return sql`(${sql.join([sql`false`, ...conditions], sql` or `)})`
}

/** The `from` and `where` of a statement: `deliveries`, their `links`, and their last attempt as `latest`. */
export function deadLettersMatching(filter: DeadLetterFilter): SQL {
  return sql`
    from deliveries ${itsLink} ${itsLatest}
    where ${deadLetterCondition(filter)}`
}
