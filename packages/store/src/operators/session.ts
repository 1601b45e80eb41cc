import { sql } from 'drizzle-orm'
import { rfc3339 } from '../database/rfc3339.ts'
import { given, milliseconds } from '../database/values.ts'

/**
 * An operator's session. The times are RFC 3339. `id` is the SHA-256 of the token that the browser has, in hexadecimal
 * digits.
 */
export type OperatorSession = {
  id: string
  operator: string
  name: string
  role: 'viewer' | 'operator' | 'admin'
  address: string
  createdAt: string
  seenAt: string
  endsAt: string
}

export const idHash = sql`decode(${given('id')}, 'hex')`

/** Whether a session has neither ended nor been unused for `idleMs`, a placeholder of the statement. */
export const isOpen = sql`(ends_at > now() and seen_at > now() - ${milliseconds(given('idleMs'))})`

export const sessionColumns = sql`
  encode(id_hash, 'hex') as id, operator, name, role, address, ${rfc3339(sql`created_at`)} as "createdAt",
    ${rfc3339(sql`seen_at`)} as "seenAt", ${rfc3339(sql`ends_at`)} as "endsAt"`
