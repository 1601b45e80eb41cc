import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { transact } from '../database/transaction.ts'
import { columnsOf, givenRows, ids } from '../database/values.ts'
import { insertEvents } from '../events/insert.ts'
import { type CheckedLink, decideFailedChecks } from './decide-failed-checks.ts'

type LockedLink = CheckedLink & { id: string; userId: string; organizationId: string }

// Locked in the order of the ids, so that no two transactions deadlock.
const lock = statement<LockedLink>(sql`
  select id, user_id as "userId", organization_id as "organizationId", failed_checks as "failedChecks",
    redeemed_at is not null as "isRedeemed", revoked_at is not null as "isRevoked"
  from links where id in ${ids('ids')} order by id for update`)

const columns = { id: 'uuid', failed_checks: 'smallint', is_revoked: 'boolean' }

const save = statement(sql`
  update links set failed_checks = given.failed_checks, revoked_at = case when is_revoked then now() end
  from ${givenRows(columns)} where links.id = given.id`)

/**
 * Counts a wrong code for each link that is neither redeemed nor revoked; the fifth revokes the link. Unknown ids and
 * other links are ignored. Resolves to whether this call revoked each link, in the order of the ids.
 */
export function countFailedChecks(db: Db, linkIds: readonly string[]): Promise<boolean[]> {
  const given = linkIds.map(id => id.toLowerCase())
  return transact(db, async tx => {
    const links = await lock(tx, { ids: given })
    const counted = links.flatMap(link => {
      const decided = decideFailedChecks(link, given.filter(id => id === link.id).length)
      return decided ? [{ ...link, ...decided }] : []
    })
    if (counted.length > 0) await save(tx, columnsOf(counted, columns))
    const revoked = counted.filter(({ isRevoked }) => isRevoked)
    await insertEvents(
      tx,
      revoked.map(({ id, userId, organizationId }) => ({
        userId,
        organizationId,
        linkId: id,
        type: 'link.revoked',
        data: { because: 'too many wrong codes' },
      })),
    )
    return given.map(id => revoked.some(link => link.id === id))
  })
}
