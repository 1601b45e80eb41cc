import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { columnsOf, givenRows, type Instant } from '../database/values.ts'
import { emailSince } from './email-since.ts'

/**
 * The profile of a user from the issuer as of `asOf`, or as of now, and the user's organization; the issuer may omit the
 * organization's name.
 */
export type Profile = {
  userId: string
  asOf?: Instant | null
  email: string | null
  emailVerified: boolean
  displayName: string
  language: string | null
  /** IANA. */
  timeZone: string | null
  organization: { id: string; name: string | null }
}

const people = {
  user_id: 'text',
  organization_id: 'text',
  email: 'text',
  email_verified: 'boolean',
  display_name: 'text',
  language: 'text',
  time_zone: 'text',
  as_of: 'instant',
}

const organizations = { organization: 'text', organization_name: 'text' }

// Without `asOf` the stored time is never later, however the clock was set before. Both parts lock their rows in the order
// of the ids, so that two such statements never deadlock.
const save = statement(sql`
  with saved_organizations as (
    insert into organizations (id, name, managed)
    select organization, organization_name, false from ${givenRows(organizations)} order by organization
    on conflict (id) do update set name = excluded.name
    where not organizations.managed and excluded.name not in (excluded.id, organizations.name)
  )
  insert into users (id, organization_id, email, email_verified, display_name, language, time_zone, managed, refreshed_at,
    email_since)
  select user_id, organization_id, email, email_verified, display_name, language, time_zone, false,
    least(as_of, now()), now()
  from ${givenRows(people)} order by user_id
  on conflict (id) do update set organization_id = excluded.organization_id, email = excluded.email,
    email_verified = excluded.email_verified, display_name = excluded.display_name,
    language = excluded.language, time_zone = excluded.time_zone, refreshed_at = excluded.refreshed_at,
    changed_at = case
      when (users.organization_id, users.email, users.email_verified, users.display_name, users.language,
          users.time_zone)
        is distinct from (excluded.organization_id, excluded.email, excluded.email_verified,
          excluded.display_name, excluded.language, excluded.time_zone)
      then now() else users.changed_at end,
    email_since = ${emailSince(sql`excluded.email`)}
  where not users.managed and excluded.refreshed_at >= least(users.refreshed_at, now())`)

/**
 * Saves profiles of users and their organizations, all or nothing. If a user occurs twice, the last profile is saved. A
 * profile that is older than the stored one is not saved. Users and organizations that are `managed` are not changed.
 * An organization without a name gets its id as the name.
 */
export async function saveProfiles(db: Db, profiles: Profile[]): Promise<void> {
  const latest = new Map(profiles.map(profile => [profile.userId, profile]))
  const rows = [...latest.values()].map(({ organization, ...person }) => ({
    ...person,
    organizationId: organization.id,
  }))
  await save(db, { ...columnsOf(namedOrganizations(profiles), organizations), ...columnsOf(rows, people) })
}

/** Each organization once, with the last name among the profiles, or its id if none has a name. */
function namedOrganizations(profiles: Profile[]) {
  const names = new Map<string, string | null>()
  for (const { organization } of profiles) {
    const { id, name } = organization
    names.set(id, name ?? names.get(id) ?? null)
  }
  return [...names].map(([organization, name]) => ({ organization, organizationName: name ?? organization }))
}
