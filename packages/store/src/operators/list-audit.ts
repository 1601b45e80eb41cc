import { type SQL, sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { readInTime } from '../database/read-in-time.ts'
import { rfc3339 } from '../database/rfc3339.ts'
import { run } from '../database/statement.ts'

/** A line of the audit. `at` is RFC 3339; `name` is that of the operator at that time, if it was recorded. */
export type AuditRecord = {
  sequence: string
  at: string
  operator: string
  name: string | null
  address: string
  action: string
  subject: string | null
  details: Record<string, unknown>
}

/**
 * Selects lines of the audit. A property that is absent excludes none. `action` is how actions begin. `since` and `until`
 * (RFC 3339, inclusive) limit the time.
 */
export type AuditFilter = {
  operator?: string | undefined
  subject?: string | undefined
  action?: string | undefined
  since?: string | undefined
  until?: string | undefined
}

/**
 * Lists up to `limit` lines, the newest first. `before` is the sequence of the last one of the previous page. Rejects with
 * QueryTooSlow after five seconds.
 */
export function listAudit(
  db: Db,
  filter: AuditFilter,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<AuditRecord[]> {
  const { operator, subject, action, since, until } = filter
  const conditions: SQL[] = [
    operator !== undefined && sql`operator = ${operator}`,
    subject !== undefined && sql`subject = ${subject}`,
    action !== undefined && sql`starts_with(action, ${action})`,
    since !== undefined && sql`at >= ${since}::timestamptz`,
    until !== undefined && sql`at <= ${until}::timestamptz`,
    before !== undefined && sql`sequence < ${before}::bigint`,
  ].filter(condition => condition !== false)
  const lines = sql`
    select sequence::text, ${rfc3339(sql`at`)} as at, operator, details->>'name' as name, address, action, subject,
      details - 'name' as details
    from audit where ${conditions.length > 0 ? sql.join(conditions, sql` and `) : sql`true`}
    order by audit.sequence desc limit ${limit}`
  return readInTime(db, tx => run<AuditRecord>(tx, lines))
}
