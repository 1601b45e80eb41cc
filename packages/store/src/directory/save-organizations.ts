import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { together } from '../database/together.ts'
import { transact } from '../database/transaction.ts'
import { columnsOf, givenRows } from '../database/values.ts'
import { type SavedRow, savedRows } from './saved-rows.ts'

/** `logo` is a data URL. If it is absent, the stored logo is not changed; null deletes it. */
export type Organization = { id: string; name: string; logo?: string | null }

export type SavedOrganization = SavedRow

const columns = { id: 'text', name: 'text', logo: 'text', has_logo: 'boolean' }

const add = statement<{ id: string }>(sql`
  insert into organizations (id, name, logo, managed)
  select id, name, logo, true from ${givenRows(columns)} order by id
  on conflict (id) do nothing returning id`)

const logo = sql`case when has_logo then given.logo else organizations.logo end`

const isOutdated = sql`
  organizations.id = given.id
    and (organizations.name, organizations.logo, managed) is distinct from (given.name, ${logo}, true)`

const lock = statement(sql`
  select organizations.id from organizations, ${givenRows(columns)} where ${isOutdated}
  order by organizations.id for update of organizations`)

const change = statement<{ id: string }>(sql`
  update organizations set name = given.name, logo = ${logo}, managed = true
  from ${givenRows(columns)} where ${isOutdated} returning given.id`)

/**
 * Adds or updates organizations; from then on they are `managed`. An organization that is up to date is not written.
 * Ids must not repeat within one call. The answers are in the order of the organizations.
 */
export async function saveOrganizations(db: Db, organizations: Organization[]): Promise<SavedOrganization[]> {
  const rows = organizations.map(({ logo, ...row }) => ({ ...row, logo, hasLogo: logo !== undefined }))
  const values = columnsOf(rows, columns)
  // Rows are locked in the order of their ids, so that no two transactions deadlock.
  const [added, , changed] = await transact(db, tx =>
    together([add(tx, values), lock(tx, values), change(tx, values)]),
  )
  return savedRows(organizations, added, changed)
}
