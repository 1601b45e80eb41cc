import { type SQL, sql } from 'drizzle-orm'

/** The hash of an address by which it is found among those that are suppressed. Their case does not matter. */
export const addressHash = (address: SQL): SQL => sql`sha256(convert_to(lower(${address}), 'UTF8'))`

/** Why the address of the joined user is suppressed; null if it is not. */
export const suppression = sql`(
    select suppressions.reason from suppressions where address_hash = ${addressHash(sql`users.email`)}
  )`
