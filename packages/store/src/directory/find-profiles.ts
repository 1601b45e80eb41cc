import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { ids } from '../database/values.ts'

/** Where the record of a person comes from: the operator's directory, the issuer (`ageMs` ago), or there is none. */
export type FoundProfile = { source: 'directory' | 'unknown' } | { source: 'issuer'; ageMs: number }

const find = statement<{ id: string; managed: boolean; ageMs: number | null }>(sql`
  select id, managed, (1000 * extract(epoch from now() - refreshed_at))::float8 as "ageMs"
  from users where id in ${ids('ids', 'text')}`)

/** Says where the records of people come from, and how old those of the issuer are. Answers in the order of the ids. */
export async function findProfiles(db: Db, userIds: string[]): Promise<FoundProfile[]> {
  const known = new Map((await find(db, { ids: userIds })).map(user => [user.id, user]))
  return userIds.map(id => {
    const user = known.get(id)
    if (!user) return { source: 'unknown' }
    return user.managed
      ? { source: 'directory' }
      : { source: 'issuer', ageMs: user.ageMs ?? Number.POSITIVE_INFINITY }
  })
}
