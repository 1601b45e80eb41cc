import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rows } from '../database/rows.ts'
import { run } from '../database/statement.ts'

/** Where what we know of a person comes from: the operator's directory, the issuer (so long ago), or we know nothing. */
export type FoundProfile = { source: 'directory' | 'unknown' } | { source: 'issuer'; ageMs: number }

type Row = { source: FoundProfile['source']; age_ms: string | null }

/** Says of people how fresh what we know of them is. Answers in the order of the ids. */
export async function findProfiles(db: Db, userIds: string[]): Promise<FoundProfile[]> {
  const asked = rows(
    userIds.map(id => ({ id })),
    { id: 'text' },
  )
  const found = await run<Row>(
    db,
    sql`
      select case when users.id is null then 'unknown' when users.managed then 'directory' else 'issuer' end as source,
        (extract(epoch from now() - users.refreshed_at) * 1000)::bigint as age_ms
      from ${asked} left join users on users.id = given.id
      order by n`,
  )
  return found.map(({ source, age_ms }) =>
    source === 'issuer'
      ? { source, ageMs: age_ms === null ? Number.POSITIVE_INFINITY : Number(age_ms) }
      : { source },
  )
}
