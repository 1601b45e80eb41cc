import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rows } from '../database/rows.ts'
import { run } from '../database/statement.ts'
import type { User } from './save-users.ts'

/** A user as recorded; times are RFC 3339 in UTC with microseconds. */
export type StoredUser = User & { createdAt: string; changedAt: string }

type Row = {
  known: boolean
  id: string
  organization_id: string
  email: string | null
  email_verified: boolean
  display_name: string
  language: string | null
  created_at: string
  changed_at: string
}

/** Looks users up; undefined stands for one that is not known. Answers in the order of the ids. */
export async function findUsers(db: Db, userIds: string[]): Promise<(StoredUser | undefined)[]> {
  const asked = rows(
    userIds.map(id => ({ id })),
    { id: 'text' },
  )
  const found = await run<Row>(
    db,
    sql`
      select users.id is not null as known, given.id, organization_id, email, email_verified, display_name, language,
        to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_at,
        to_char(changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as changed_at
      from ${asked} left join users on users.id = given.id order by n`,
  )
  return found.map(row =>
    row.known
      ? {
          id: row.id,
          organizationId: row.organization_id,
          email: row.email,
          emailVerified: row.email_verified,
          displayName: row.display_name,
          language: row.language,
          createdAt: row.created_at,
          changedAt: row.changed_at,
        }
      : undefined,
  )
}
