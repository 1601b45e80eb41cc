import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { type Instant, ids, toInstant } from '../database/values.ts'

/**
 * The source of a user's profile: the operator's directory, or the issuer, as of `asOf`, which is `ageMs` ago; `unknown`
 * if there is no such user.
 */
export type FoundProfile =
  | { source: 'directory' | 'unknown' }
  | { source: 'issuer'; asOf: Instant; ageMs: number }

type Row = { id: string; managed: boolean; asOf: Instant | null; ageMs: number | null }

const find = statement<Row>(sql`
  select id, managed, ${toInstant(sql`refreshed_at`)} as "asOf", ${toInstant(sql`now() - refreshed_at`)} as "ageMs"
  from users where id in ${ids('ids', 'text')}`)

/** Finds the sources of profiles, and the age of those from the issuer. The answers are in the order of the ids. */
export async function findProfiles(db: Db, userIds: string[]): Promise<FoundProfile[]> {
  const known = new Map((await find(db, { ids: userIds })).map(user => [user.id, user]))
  return userIds.map(id => {
    const user = known.get(id)
    if (!user) return { source: 'unknown' }
    return user.managed
      ? { source: 'directory' }
      : {
          source: 'issuer',
          asOf: user.asOf ?? Number.NEGATIVE_INFINITY,
          ageMs: user.ageMs ?? Number.POSITIVE_INFINITY,
        }
  })
}
