import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rows } from '../database/rows.ts'
import { run } from '../database/statement.ts'

/** `logo` is a data URL; one that is absent stays as it is, null is none. */
export type Organization = { id: string; name: string; logo?: string | null }

export type SavedOrganization = { outcome: 'added' | 'changed' | 'unchanged' }

const logoToBe = sql`
  case when (select keeps_logo from given where given.id = excluded.id) then organizations.logo else excluded.logo end`

/**
 * Adds organizations, or brings those that are known up to date; from then on they are `managed`. What is up to date
 * is not written. Ids must not repeat within one call. Answers in the order of the organizations.
 */
export async function saveOrganizations(db: Db, organizations: Organization[]): Promise<SavedOrganization[]> {
  const given = rows(
    organizations.map(({ id, name, logo }) => ({
      id,
      name,
      logo: logo ?? null,
      keeps_logo: logo === undefined,
    })),
    { id: 'text', name: 'text', logo: 'text', keeps_logo: 'boolean' },
  )
  return run<SavedOrganization>(
    db,
    sql`
      with given as (select * from ${given}),
      saved as (
        insert into organizations (id, name, logo, managed)
        -- One order for everybody, so that no two wait for each other.
        select id, name, logo, true from given order by id
        on conflict (id) do update set name = excluded.name, logo = ${logoToBe}, managed = true
        where (organizations.name, organizations.logo, organizations.managed)
          is distinct from (excluded.name, ${logoToBe}, true)
        -- A row that was there before this statement carries the statement's lock.
        returning id, xmax = 0 as added
      )
      select case when saved.id is null then 'unchanged' when added then 'added' else 'changed' end as outcome
      from given left join saved using (id) order by n`,
  )
}
