import { problemsOf } from '@passlink/runtime'
import { field, type User } from '@passlink/store'
import { z } from 'zod'
import type { columns, Row } from './row.ts'

/** A user from a file. If `organizationName` is null, the organization must exist already. */
export type ImportedUser = User & { line: number; organizationName: string | null }

/** A line that is not saved, and the reason. */
export type Refusal = { line: number; problem: string }

const user = z.strictObject({
  id: field.id,
  organizationId: field.id,
  organizationName: field.name.nullable().default(null),
  email: field.email,
  emailVerified: field.flag,
  displayName: field.name,
  language: field.language,
} satisfies Record<(typeof columns)[number], z.ZodType>)

/**
 * Validates a row by the rules of `PUT /v1/users/{id}`. Returns the user, or a refusal that lists every invalid field.
 */
export function toUser(row: Row): ImportedUser | Refusal {
  if ('problem' in row) return row
  const { data, error } = user.safeParse(row.values)
  if (data) return { line: row.line, ...data }
  return { line: row.line, problem: problemsOf(error).join('; ') }
}
