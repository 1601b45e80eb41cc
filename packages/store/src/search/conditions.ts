import { type SQL, sql } from 'drizzle-orm'
import { isOpenStatus, statusOf } from '../deliveries/status-of.ts'
import { organizationId, userId } from '../deliveries/with-users.ts'
import type { Meant } from './meaning.ts'
import type { Search } from './search.ts'
import type { IdRange } from './source.ts'

/** Everything that a search says, as a condition of a delivery that is joined by `lookUps`. */
export function conditionOf({ search, userIds }: Meant, { from, to }: IdRange): SQL {
  const { delivery, link, request, org, kind, state, relay } = search
  const conditions = [
    sql`deliveries.id >= ${from}::uuid and deliveries.id < ${to}::uuid`,
    delivery !== undefined && sql`deliveries.id = ${delivery}::uuid`,
    link !== undefined && sql`link_id = ${link}::uuid`,
    request !== undefined && sql`request_id = ${request}`,
    userIds !== undefined && userIds.length > 0 && sql`${userId} in ${userIds}`,
    org !== undefined && sql`${organizationId} = ${org}`,
    kind !== undefined && sql`kind = ${kind}`,
    relay !== undefined && sql`latest.relay = ${relay}`,
    state !== undefined && isInState(state),
  ].filter(condition => condition !== false)
  return sql.join(conditions, sql` and `)
}

function isInState(state: NonNullable<Search['state']>): SQL {
  switch (state) {
    case 'open':
      return isOpenStatus
    case 'delayed':
    case 'complained':
      return sql`reports ? ${sql.raw(`'${state}'`)}`
    default:
      return sql`${statusOf} = ${state}`
  }
}
