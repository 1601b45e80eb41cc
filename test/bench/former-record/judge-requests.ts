import { type SQL, sql } from 'drizzle-orm'
import { knownWaitMs } from './allowances.ts'
import type { LinkLimits } from './link-request.ts'

/**
 * The CTE `judged`: all rows of `asked`, each with its `verdict` or with the limit that it is `barred_by` where that can be
 * told already, and `undecided` otherwise.
 */
export function judgeRequests({ perUser, perOrganization }: LinkLimits): SQL {
  return sql`
    examined as materialized (
      select asked.*, users.organization_id, case
          when counts and kept.request_hash = asked.request_hash then 'replayed'
          when counts then 'key_reused'
          when acting_user_id is not null and acting_organization_id is null then 'user_unknown'
          when acting_user_id is not null and users.organization_id is distinct from acting_organization_id then 'target_unknown'
          when users.id is null then 'user_unknown'
          when returned_key_id is not null then null
          when coalesce(users.email, '') = '' then 'address_missing'
          when not users.email_verified then 'address_unverified'
        end as verdict,
        ${knownWaitMs('user', perUser)} as known_user_wait_ms,
        ${knownWaitMs('organization', perOrganization)} as known_organization_wait_ms
      from asked
        left join kept on kept.caller = asked.caller and kept.key = asked.key
        left join users on users.id = asked.user_id
    ),
    judged as (
      select examined.*, greatest(known_user_wait_ms, known_organization_wait_ms) as barred_ms,
        case when known_user_wait_ms > 0 then 'user' when known_organization_wait_ms > 0 then 'organization' end as barred_by,
        verdict is null and known_user_wait_ms = 0 and known_organization_wait_ms = 0 as undecided
      from examined
    )`
}
