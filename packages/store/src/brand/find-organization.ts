import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { given } from '../database/values.ts'
import { brandVersion } from './brand-version.ts'

/** Texts by language and by the name of the message. */
export type StoredTexts = Record<string, Record<string, string>>

/** An organization with all that it may have of its own. `brand` is as stored; see {@link readBrand}. */
export type StoredOrganization = {
  id: string
  name: string
  logo: string | null
  brand: unknown
  brandVersion: number
  texts: StoredTexts
}

const find = statement<StoredOrganization>(sql`
  select id, name, logo, brand, ${brandVersion} as "brandVersion",
    (
      select coalesce(json_object_agg(language, texts), '{}') from organization_texts
      where organization_id = organizations.id
    ) as texts
  from organizations where id = ${given('id')}`)

/** Finds an organization; undefined if the id is unknown. */
export async function findOrganization(db: Db, id: string): Promise<StoredOrganization | undefined> {
  const [found] = await find(db, { id })
  return found
}
