import { sql } from 'drizzle-orm'
import { type Db, run } from './database.ts'
import { rows } from './rows.ts'

export type Organization = { id: string; name: string }

export type User = {
  id: string
  organizationId: string
  email: string | null
  emailVerified: boolean
  displayName: string
  language: string | null
}

/** Adds organizations, or brings those that are known up to date. Ids must not repeat within one call. */
export async function saveOrganizations(db: Db, organizations: Organization[]): Promise<void> {
  const given = rows(
    organizations.map(({ id, name }) => ({ id, name })),
    { id: 'text', name: 'text' },
  )
  await run(
    db,
    sql`
      insert into organizations (id, name) select id, name from ${given}
      on conflict (id) do update set name = excluded.name`,
  )
}

/** Adds users, or brings those that are known up to date. Ids must not repeat within one call; their organization must exist. */
export async function saveUsers(db: Db, users: User[]): Promise<void> {
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
  await run(
    db,
    sql`
      insert into users (id, organization_id, email, email_verified, display_name, language)
      select id, organization_id, email, email_verified, display_name, language from ${given}
      on conflict (id) do update set organization_id = excluded.organization_id, email = excluded.email,
        email_verified = excluded.email_verified, display_name = excluded.display_name,
        language = excluded.language, changed_at = now()`,
  )
}
