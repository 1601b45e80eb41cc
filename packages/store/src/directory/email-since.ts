import { type SQL, sql } from 'drizzle-orm'

/**
 * Since when the user has the address, once it is set to `email`. The version before does not write it; the address was
 * not changed after the row's last change.
 */
export const emailSince = (email: SQL): SQL =>
  sql`case when users.email is distinct from ${email} then now() else coalesce(users.email_since, users.changed_at) end`
