import { sql } from 'drizzle-orm'
import { type Db, run } from './database.ts'
import { rows } from './rows.ts'

export type Organization = { id: string; name: string }

export type SavedOrganization = { outcome: 'added' | 'changed' | 'unchanged' }

/**
 * Adds organizations, or brings those that are known up to date; from then on they are `managed`. What is up to date
 * is not written. Ids must not repeat within one call. Answers in the order of the organizations.
 */
export async function saveOrganizations(db: Db, organizations: Organization[]): Promise<SavedOrganization[]> {
  const given = rows(
    organizations.map(({ id, name }) => ({ id, name })),
    { id: 'text', name: 'text' },
  )
  return run<SavedOrganization>(
    db,
    sql`
      with given as (select * from ${given}),
      saved as (
        insert into organizations (id, name, managed)
        -- One order for everybody, so that no two wait for each other.
        select id, name, true from given order by id
        on conflict (id) do update set name = excluded.name, managed = true
        where (organizations.name, organizations.managed) is distinct from (excluded.name, true)
        -- A row that was there before this statement carries the statement's lock.
        returning id, xmax = 0 as added
      )
      select case when saved.id is null then 'unchanged' when added then 'added' else 'changed' end as outcome
      from given left join saved using (id) order by n`,
  )
}
