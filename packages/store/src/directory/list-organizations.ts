import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { readInTime } from '../database/read-in-time.ts'
import { run } from '../database/statement.ts'
import { inForce, type Pause, pauseColumns } from '../pauses/pause.ts'

/** An organization in a list. Its users are counted up to a thousand, and `hasMoreUsers` if there are more. */
export type ListedOrganization = {
  id: string
  name: string
  managed: boolean
  users: number
  hasMoreUsers: boolean
  pause: Pause | null
}

/** A page of organizations in the order of their ids. `next` is the `after` of the next page, if there is one. */
export type ListedOrganizations = { organizations: ListedOrganization[]; next: string | null }

type Options = {
  /** Only those whose id or name has this in it, in upper or lower case. */
  containing?: string | undefined
  after?: string | undefined
  limit: number
  /** How many organizations are looked at for a page. */
  rowsMax?: number
}

const usersMax = 1_000

/**
 * Lists organizations. If it has looked at `rowsMax` of them, the page has fewer than `limit`, and `next` goes on there.
 * Rejects with QueryTooSlow after five seconds.
 */
export function listOrganizations(
  db: Db,
  { containing = '', after = '', limit, rowsMax = 10_000 }: Options,
): Promise<ListedOrganizations> {
  const looked = sql`
    select * from organizations where id > ${after} order by id ${sql.raw(`limit ${rowsMax}`)}`
  return readInTime(db, async tx => {
    const found = await run<ListedOrganization>(
      tx,
      sql`
        select id, name, managed, least(counted, ${usersMax}::integer) as users,
          counted > ${usersMax}::integer as "hasMoreUsers", pause
        from (${looked}) as organizations
          cross join lateral (
            select count(*)::integer as counted from (
              select from users where organization_id = organizations.id limit ${usersMax + 1}
            ) as members
          ) as users
          left join lateral (
            select to_jsonb(pauses) as pause from (
              select ${pauseColumns} from pauses where scope = 'organization:' || organizations.id and ${inForce}
            ) as pauses
          ) as paused on true
        where strpos(lower(id), lower(${containing})) > 0 or strpos(lower(name), lower(${containing})) > 0
        order by id limit ${limit + 1}`,
    )
    const organizations = found.slice(0, limit)
    if (found.length > limit) return { organizations, next: organizations.at(-1)?.id ?? null }
    const [end] = await run<{ id: string }>(
      tx,
      sql`select id from (${looked}) as organizations order by id offset ${rowsMax - 1} limit 1`,
    )
    return { organizations, next: end?.id ?? null }
  })
}
