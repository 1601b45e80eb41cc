import { sql } from 'drizzle-orm'
import type { Db } from './open-database.ts'
import { statement } from './statement.ts'

// A limit of -1 is none. The last places are kept for others.
const readLimit = statement<{ allowed: number }>(sql`
  select least(
    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
      - coalesce(current_setting('reserved_connections', true)::int, 0),
    (select nullif(datconnlimit, -1) from pg_database where datname = current_database()),
    (select nullif(rolconnlimit, -1) from pg_roles where rolname = current_user)
  ) as allowed`)

/** A sentence about a database that allows fewer connections than the process may open, or undefined. */
export async function checkConnections(db: Db, mayOpen: number): Promise<string | undefined> {
  const [row] = await readLimit(db)
  if (!row || row.allowed >= mayOpen) return undefined
  return `the database allows ${row.allowed} connections, and this process alone may open ${mayOpen}: lower DATABASE_CONNECTIONS, or raise max_connections or the limit of the role or database`
}
