import { sql } from 'drizzle-orm'
import { type Accents, accentsOf, readBrand } from './brand.ts'

/** An organization as {@link pageOrganization} selects it. `logo` is a data URL. */
export type PageOrganization = { name: string; logo: string | null; brand: unknown }

/** An organization as a page shows it. */
export type ShownOrganization = {
  name: string
  logo: string | null
  accents?: Accents | undefined
  signInUrl?: string | null | undefined
  supportUrl?: string | null | undefined
}

/** What {@link withShownOrganization} needs, out of the table of organizations. */
export const pageOrganization = sql`
  json_build_object('name', organizations.name, 'logo', organizations.logo, 'brand', organizations.brand)`

/** Rows by their ids, each with what a page shows of its organization. */
export function withShownOrganization<Row extends { id: string; organization: PageOrganization }>(
  rows: readonly Row[],
): Map<string, Omit<Row, 'id' | 'organization'> & { organization: ShownOrganization }> {
  return new Map(
    rows.map(({ id, organization, ...row }) => [
      id,
      { ...row, organization: shownOrganization(organization) },
    ]),
  )
}

/** What a page shows of an organization. What is not valid in its brand is left out. */
function shownOrganization({ name, logo, brand: stored }: PageOrganization): ShownOrganization {
  const { brand } = readBrand(stored)
  return { name, logo, accents: accentsOf(brand), signInUrl: brand.signInUrl, supportUrl: brand.supportUrl }
}
