import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rfc3339 } from '../database/rfc3339.ts'
import { statement } from '../database/statement.ts'
import { given, ids } from '../database/values.ts'
import { addressHash } from './suppression.ts'

/** A suppressed address, by a user who has it. `at` is RFC 3339. */
export type Suppression = {
  userId: string
  organizationId: string
  email: string
  kind: 'bounced' | 'complained'
  reason: string
  deliveryId: string
  at: string
}

const columns = sql`
  users.id as "userId", users.organization_id as "organizationId", email, suppressions.kind, suppressions.reason,
    suppressions.delivery_id as "deliveryId", ${rfc3339(sql`suppressions.created_at`)} as at`

const find = statement<Suppression>(sql`
  select ${columns} from users join suppressions on address_hash = ${addressHash(sql`email`)}
  where users.id in ${ids('ids', 'text')}`)

// Each user is looked up by the key, because a subquery with a limit is not merged into the statement.
const listLatest = statement<Suppression>(sql`
  select ${columns} from suppressions cross join lateral (
    select id, organization_id, email from users
    where id = user_id and address_hash = ${addressHash(sql`email`)} limit 1
  ) as users
  order by suppressions.created_at desc limit ${given('limit')}`)

/** Finds the suppressions of users' addresses; undefined if there is none. The answers are in the order of the ids. */
export async function findSuppressions(db: Db, userIds: string[]): Promise<(Suppression | undefined)[]> {
  const found = new Map((await find(db, { ids: userIds })).map(row => [row.userId, row]))
  return userIds.map(id => found.get(id))
}

/** Lists up to `limit` suppressions, the latest first, by the user whose mail it was, while that one has the address. */
export const listSuppressions = (db: Db, limit: number): Promise<Suppression[]> => listLatest(db, { limit })
