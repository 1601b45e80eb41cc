import { sql } from 'drizzle-orm'
import { readClock } from '../database/read-clock.ts'
import { statement } from '../database/statement.ts'
import { together } from '../database/together.ts'
import type { Transaction } from '../database/transaction.ts'
import { type Instant, ids } from '../database/values.ts'
import { lockSpent } from '../limits/spent.ts'
import type { Person, RecordFacts } from './decide-record.ts'
import { readKeys } from './idempotency.ts'
import type { LinkLimits, LinkRequest } from './link-request.ts'

// Prevents the deletion of users; locked before the limits, and in the order of the ids, so that no two transactions
// deadlock.
const lockPeople = statement<Person & { id: string }>(sql`
  select id, organization_id as "organizationId", email, email_verified as "emailVerified"
  from users where id in ${ids('ids', 'text')} order by id for key share`)

const lockLimits = lockSpent(sql`
  select 'user:' || id from users where id in ${ids('ids', 'text')}
  union all
  select 'organization:' || organization_id from users where id in ${ids('ids', 'text')}`)

/** Reads the data that the decision about these requests needs. The limits are locked until the transaction ends. */
export async function lockFacts(
  tx: Transaction,
  requests: readonly LinkRequest[],
  { perUser, perOrganization }: LinkLimits,
): Promise<RecordFacts> {
  const userIds = [...new Set(requests.map(({ userId }) => userId))]
  const actingIds = requests.flatMap(({ actingUserId }) => actingUserId ?? [])
  const isLimited = perUser !== null || perOrganization !== null
  const [people, spentUntil, keys, times] = await together([
    lockPeople(tx, { ids: [...new Set([...userIds, ...actingIds])] }),
    isLimited ? lockLimits(tx, { ids: userIds }) : new Map<string, Instant>(),
    readKeys(
      tx,
      requests.flatMap(({ idempotency }) => idempotency ?? []),
    ),
    readClock(tx),
  ])
  return { ...times, people: new Map(people.map(person => [person.id, person])), keys, spentUntil }
}
