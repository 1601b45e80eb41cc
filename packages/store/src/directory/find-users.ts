import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rfc3339 } from '../database/rfc3339.ts'
import { statement } from '../database/statement.ts'
import { ids } from '../database/values.ts'
import type { User } from './save-users.ts'

/** A user as recorded; times are RFC 3339 in UTC with microseconds. */
export type StoredUser = User & { createdAt: string; changedAt: string }

const find = statement<StoredUser>(sql`
  select id, organization_id as "organizationId", email, email_verified as "emailVerified",
    display_name as "displayName", language, time_zone as "timeZone", ${rfc3339(sql`created_at`)} as "createdAt",
    ${rfc3339(sql`changed_at`)} as "changedAt"
  from users where id in ${ids('ids', 'text')}`)

/** Finds users; undefined for an unknown id. The answers are in the order of the ids. */
export async function findUsers(db: Db, userIds: string[]): Promise<(StoredUser | undefined)[]> {
  const known = new Map((await find(db, { ids: userIds })).map(user => [user.id, user]))
  return userIds.map(id => known.get(id))
}
