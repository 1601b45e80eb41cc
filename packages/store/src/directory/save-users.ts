import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rows } from '../database/rows.ts'
import { run } from '../database/statement.ts'

export type User = {
  id: string
  organizationId: string
  email: string | null
  emailVerified: boolean
  displayName: string
  language: string | null
}

export type SavedUser = { outcome: 'added' | 'changed' | 'unchanged' | 'organization_unknown' }

/**
 * Adds users, or brings those that are known up to date; from then on they are `managed`. Who is up to date is not
 * written, nor is anybody of an organization that does not exist. Ids must not repeat within one call. Answers in the
 * order of the users.
 */
export async function saveUsers(db: Db, users: User[]): Promise<SavedUser[]> {
  const given = rows(
    users.map(user => ({
      id: user.id,
      organization_id: user.organizationId,
      email: user.email,
      email_verified: user.emailVerified,
      display_name: user.displayName,
      language: user.language,
    })),
    {
      id: 'text',
      organization_id: 'text',
      email: 'text',
      email_verified: 'boolean',
      display_name: 'text',
      language: 'text',
    },
  )
  return run<SavedUser>(
    db,
    sql`
      with given as (
        select given.*, organizations.id is not null as has_organization
        from ${given} left join organizations on organizations.id = given.organization_id
      ),
      saved as (
        insert into users (id, organization_id, email, email_verified, display_name, language, managed)
        select id, organization_id, email, email_verified, display_name, language, true
        -- One order for everybody, so that no two wait for each other.
        from given where has_organization order by id
        on conflict (id) do update set organization_id = excluded.organization_id, email = excluded.email,
          email_verified = excluded.email_verified, display_name = excluded.display_name,
          language = excluded.language, managed = true, changed_at = now()
        where (users.organization_id, users.email, users.email_verified, users.display_name, users.language, users.managed)
          is distinct from
          (excluded.organization_id, excluded.email, excluded.email_verified, excluded.display_name, excluded.language, true)
        -- A row that was there before this statement carries the statement's lock.
        returning id, xmax = 0 as added
      )
      select case
        when not has_organization then 'organization_unknown'
        when saved.id is null then 'unchanged'
        when added then 'added'
        else 'changed'
      end as outcome
      from given left join saved using (id) order by n`,
  )
}
