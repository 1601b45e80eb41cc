import { sql } from 'drizzle-orm'
import { statement } from '../database/statement.ts'
import { together } from '../database/together.ts'
import type { Transaction } from '../database/transaction.ts'
import { clock, type Instant, ids, toInstant } from '../database/values.ts'
import { suppression } from '../suppressions/suppression.ts'
import type { RecordFacts } from './decide-record.ts'
import type { Person } from './find-refusal.ts'
import { readKeys } from './idempotency.ts'
import type { LinkLimits, LinkRequest } from './link-request.ts'

type Locked = {
  people: Record<string, Person>
  spentUntil: Record<string, Instant>
  now: Instant
  startedAt: Instant
}

// People are locked first, which prevents their deletion, then the limits, and each in the order of the ids, so that no
// two transactions deadlock. The clock is read last: at a moment at which all locks are held.
const lock = statement<Locked>(sql`
  with people as materialized (
    select id, organization_id, email, email_verified, ${suppression} as suppression
    from users where id in ${ids('ids', 'text')} order by id for key share
  ), limited as (
    select id, organization_id from people where id in ${ids('limitedIds', 'text')}
  ), spent as materialized (
    select subject, spent_until from allowances
    where subject = any(array(
      select 'user:' || id from limited union all select 'organization:' || organization_id from limited
    ))
    order by subject for update
  )
  select
    (select coalesce(json_object_agg(id, json_build_object(
      'organizationId', organization_id, 'email', email, 'emailVerified', email_verified,
      'suppression', suppression)), '{}') from people) as people,
    (select coalesce(json_object_agg(subject, ${toInstant(sql`spent_until`)}), '{}') from spent) as "spentUntil",
    ${clock} as now, ${toInstant(sql`now()`)} as "startedAt"`)

/** Reads the data that the decision about these requests needs. The limits are locked until the transaction ends. */
export async function lockFacts(
  tx: Transaction,
  requests: readonly LinkRequest[],
  { perUser, perOrganization }: LinkLimits,
): Promise<RecordFacts> {
  const userIds = [...new Set(requests.map(({ userId }) => userId))]
  const actingIds = requests.flatMap(({ acting }) => acting?.userId ?? [])
  const isLimited = perUser !== null || perOrganization !== null
  const [[locked], keys] = await together([
    lock(tx, { ids: [...new Set([...userIds, ...actingIds])], limitedIds: isLimited ? userIds : [] }),
    readKeys(
      tx,
      requests.flatMap(({ idempotency }) => idempotency ?? []),
    ),
  ])
  const { people, spentUntil, now, startedAt } = locked as Locked
  return {
    now,
    startedAt,
    keys,
    people: new Map(Object.entries(people)),
    spentUntil: new Map(Object.entries(spentUntil)),
  }
}
