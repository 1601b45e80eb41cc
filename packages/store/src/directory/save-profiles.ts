import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rows } from '../database/rows.ts'
import { run } from '../database/statement.ts'

/** What an issuer says of a person and their organization, whose name it may leave out. */
export type Profile = {
  userId: string
  email: string | null
  emailVerified: boolean
  displayName: string
  language: string | null
  organization: { id: string; name: string | null }
}

/**
 * Keeps what the issuer says of people and their organizations, in one statement; of a person given twice the last is
 * kept. Whoever is managed stays as they are, and an organization without a name goes by its id.
 */
export async function saveProfiles(db: Db, profiles: Profile[]): Promise<void> {
  const given = rows(
    profiles.map(({ userId, email, emailVerified, displayName, language, organization }) => ({
      id: userId,
      email,
      email_verified: emailVerified,
      display_name: displayName,
      language,
      organization_id: organization.id,
      organization_name: organization.name,
    })),
    {
      id: 'text',
      email: 'text',
      email_verified: 'boolean',
      display_name: 'text',
      language: 'text',
      organization_id: 'text',
      organization_name: 'text',
    },
  )
  // Both parts take their rows in the order of the ids, so that two such statements never wait for each other.
  await run(
    db,
    sql`
      with profile as (select * from ${given}),
      named as (
        select distinct on (organization_id) organization_id as id, organization_name as name from profile
        order by organization_id, organization_name is null, n desc
      ),
      organization as (
        insert into organizations (id, name, managed) select id, coalesce(name, id), false from named order by id
        on conflict (id) do update set name = excluded.name
        where not organizations.managed and excluded.name not in (excluded.id, organizations.name)
      )
      insert into users
        (id, organization_id, email, email_verified, display_name, language, managed, refreshed_at)
      select distinct on (id)
        id, organization_id, email, email_verified, display_name, language, false, now()
      from profile order by id, n desc
      on conflict (id) do update set organization_id = excluded.organization_id, email = excluded.email,
        email_verified = excluded.email_verified, display_name = excluded.display_name,
        language = excluded.language, refreshed_at = excluded.refreshed_at,
        changed_at = case
          when (users.organization_id, users.email, users.email_verified, users.display_name, users.language)
            is distinct from (excluded.organization_id, excluded.email, excluded.email_verified,
              excluded.display_name, excluded.language)
          then now() else users.changed_at end
      where not users.managed`,
  )
}
