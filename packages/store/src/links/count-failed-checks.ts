import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rows } from '../database/rows.ts'
import { run } from '../database/statement.ts'

const failedChecksMax = 5

/**
 * Counts a wrong code against each link that can still be redeemed; the fifth revokes it. Unknown ids and other links stay as
 * they are. Says of each whether it was revoked by this, in the order of the ids.
 */
export async function countFailedChecks(db: Db, linkIds: string[]): Promise<boolean[]> {
  const failed = rows(
    linkIds.map(id => ({ id })),
    { id: 'uuid' },
  )
  const answers = await run<{ revoked: boolean }>(
    db,
    sql`
      with failed as (select * from ${failed}),
      counted as (
        update links
        set failed_checks = least(failed_checks + times, ${failedChecksMax}),
          revoked_at = case when failed_checks + times >= ${failedChecksMax} then now() end
        from (select id, count(*) as times from failed group by id order by id) as failures
        where links.id = failures.id and redeemed_at is null and revoked_at is null
        returning links.id, links.user_id, links.organization_id, revoked_at
      ),
      noted as (
        insert into events (user_id, organization_id, link_id, type, data)
        select user_id, organization_id, id, 'link.revoked', jsonb_build_object('because', 'too many wrong codes')
        from counted where revoked_at is not null
      )
      select revoked_at is not null as revoked from failed left join counted using (id) order by n`,
  )
  return answers.map(({ revoked }) => revoked)
}
