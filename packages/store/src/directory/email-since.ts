import { type SQL, sql } from 'drizzle-orm'

/** Since when the user has the address, once it is set to `email`. */
export const emailSince = (email: SQL): SQL =>
  sql`case when users.email is distinct from ${email} then now() else users.email_since end`
