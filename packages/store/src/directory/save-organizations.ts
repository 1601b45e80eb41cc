import { sql } from 'drizzle-orm'
import type { Brand } from '../brand/brand.ts'
import { brandVersion } from '../brand/brand-version.ts'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { storableJson } from '../database/storable.ts'
import { together } from '../database/together.ts'
import { transact } from '../database/transaction.ts'
import { columnsOf, givenRows } from '../database/values.ts'
import { auditImport, type Saving } from './audit-import.ts'
import { type SavedRow, savedRows } from './saved-rows.ts'

/**
 * `logo` is a data URL. If the logo or the brand is absent, the stored one is not changed; null deletes it.
 */
export type Organization = { id: string; name: string; logo?: string | null; brand?: Brand | null }

export type SavedOrganization = SavedRow

const columns = {
  id: 'text',
  name: 'text',
  logo: 'text',
  has_logo: 'boolean',
  brand: 'jsonb',
  has_brand: 'boolean',
}

const add = statement<{ id: string }>(sql`
  insert into organizations (id, name, logo, brand, brand_version, managed)
  select id, name, logo, brand, (logo is not null or brand is not null)::int, true from ${givenRows(columns)}
  order by id
  on conflict (id) do nothing returning id`)

const logo = sql`case when has_logo then given.logo else organizations.logo end`

const brand = sql`case when has_brand then given.brand else organizations.brand end`

const isOutdated = sql`
  organizations.id = given.id
    and (organizations.name, organizations.logo, organizations.brand, managed)
      is distinct from (given.name, ${logo}, ${brand}, true)`

const lock = statement(sql`
  select organizations.id from organizations, ${givenRows(columns)} where ${isOutdated}
  order by organizations.id for update of organizations`)

const change = statement<{ id: string }>(sql`
  update organizations set name = given.name, logo = ${logo}, brand = ${brand}, managed = true,
    brand_version = ${brandVersion} +
      ((organizations.logo, organizations.brand) is distinct from (${logo}, ${brand}))::int
  from ${givenRows(columns)} where ${isOutdated} returning given.id`)

/**
 * Adds or updates organizations; from then on they are `managed`. An organization that is up to date is not written.
 * Ids must not repeat within one call. The answers are in the order of the organizations.
 */
export async function saveOrganizations(
  db: Db,
  organizations: Organization[],
  saving: Saving = {},
): Promise<SavedOrganization[]> {
  const rows = organizations.map(({ logo, brand, ...row }) => ({
    ...row,
    logo,
    hasLogo: logo !== undefined,
    brand: brand ? storableJson(brand) : null,
    hasBrand: brand !== undefined,
  }))
  const values = columnsOf(rows, columns)
  // Rows are locked in the order of their ids, so that no two transactions deadlock.
  return transact(db, async tx => {
    const [added, , changed] = await together([add(tx, values), lock(tx, values), change(tx, values)])
    const saved = savedRows(organizations, added, changed)
    await auditImport(tx, 'organizations.imported', saved, saving)
    return saved
  })
}
