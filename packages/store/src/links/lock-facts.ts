import { sql } from 'drizzle-orm'
import { statement } from '../database/statement.ts'
import { together } from '../database/together.ts'
import type { Transaction } from '../database/transaction.ts'
import { clock, type Instant, ids, toInstant } from '../database/values.ts'
import { lockSpent } from '../limits/spent.ts'
import type { Person, RecordFacts } from './decide-record.ts'
import { readKeys } from './idempotency.ts'
import type { LinkLimits, LinkRequest } from './link-request.ts'

type Times = Pick<RecordFacts, 'now' | 'startedAt'>

const readPeople = statement<Person & Times & { id: string }>(sql`
  select id, organization_id as "organizationId", email, email_verified as "emailVerified",
    ${clock} as now, ${toInstant(sql`now()`)} as "startedAt"
  from users where id in ${ids('ids', 'text')}`)

// A person's organization is looked up here, so that limits can be locked before anything else is read.
const lockLimits = lockSpent(sql`
  select 'user:' || id from users where id in ${ids('ids', 'text')}
  union all
  select 'organization:' || organization_id from users where id in ${ids('ids', 'text')}`)

/** All that deciding needs to know of these requests. What they use up of limits is locked until the transaction ends. */
export async function lockFacts(
  tx: Transaction,
  requests: readonly LinkRequest[],
  { perUser, perOrganization }: LinkLimits,
): Promise<RecordFacts> {
  const userIds = [...new Set(requests.map(({ userId }) => userId))]
  const actingIds = requests.flatMap(({ actingUserId }) => actingUserId ?? [])
  const isLimited = perUser !== null || perOrganization !== null
  // Sent in this order, so that the clock is read once everything is locked.
  const [spentUntil, keys, people] = await together([
    isLimited ? lockLimits(tx, { ids: userIds }) : new Map<string, Instant>(),
    readKeys(
      tx,
      requests.flatMap(({ idempotency }) => idempotency ?? []),
    ),
    readPeople(tx, { ids: [...new Set([...userIds, ...actingIds])] }),
  ])
  // Without a known person nothing is recorded: the time does not matter.
  const { startedAt = 0 } = people[0] ?? {}
  const now = Math.max(0, ...people.map(person => person.now))
  return { now, startedAt, people: new Map(people.map(person => [person.id, person])), keys, spentUntil }
}
