import { sql } from 'drizzle-orm'

/** The version of an organization's brand: 0 if it has none. A logo may be older than the versions. */
export const brandVersion = sql`greatest(brand_version, (organizations.logo is not null)::int)`
