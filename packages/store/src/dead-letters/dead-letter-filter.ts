import { type SQL, sql } from 'drizzle-orm'
import type { AttemptOutcome } from '../deliveries/delivery.ts'

/**
 * Selects dead letters: deliveries that are dead and not discarded. A property that is absent excludes none. `relay`
 * and `outcome` are those of the last attempt (`none`: there was no attempt). `reason` is a substring of the reason,
 * compared case-insensitively. `since` and `until` (RFC 3339, inclusive) limit the time of death.
 */
export type DeadLetterFilter = {
  organizationId?: string | undefined
  userId?: string | undefined
  relay?: string | undefined
  outcome?: AttemptOutcome | 'none' | undefined
  reason?: string | undefined
  since?: string | undefined
  until?: string | undefined
}

/** The `from` and `where` of a statement: `deliveries`, their `links`, and their last attempt as `latest`. */
export function deadLettersMatching(filter: DeadLetterFilter): SQL {
  const { organizationId, userId, relay, outcome, reason, since, until } = filter
  const conditions = [
    sql`deliveries.status = 'dead' and deliveries.discarded_at is null`,
    organizationId !== undefined && sql`links.organization_id = ${organizationId}`,
    userId !== undefined && sql`links.user_id = ${userId}`,
    relay !== undefined && sql`latest.relay = ${relay}`,
    outcome === 'none' && sql`deliveries.attempts = 0`,
    outcome !== undefined && outcome !== 'none' && sql`latest.outcome = ${outcome}`,
    reason !== undefined && sql`strpos(lower(dead_reason), lower(${reason})) > 0`,
    since !== undefined && sql`dead_at >= ${since}::timestamptz`,
    until !== undefined && sql`dead_at <= ${until}::timestamptz`,
  ].filter(condition => condition !== false)
  return sql`
    from deliveries
      join links on links.id = deliveries.link_id
      left join attempts as latest on latest.delivery_id = deliveries.id and latest.number = deliveries.attempts
    where ${sql.join(conditions, sql` and `)}`
}
