import type { User } from '@passlink/store'
import { z } from 'zod'
import { email, flag, id, language, name } from '../fields.ts'
import { problemsOf } from '../problems-of.ts'
import type { columns, Row } from './row.ts'

/** A person as read from a file; `organizationName` null: the organization is there already. */
export type Person = User & { line: number; organizationName: string | null }

/** A line that is not saved, and why. */
export type Refusal = { line: number; problem: string }

const person = z.strictObject({
  id,
  organizationId: id,
  organizationName: name.nullable().default(null),
  email,
  emailVerified: flag,
  displayName: name,
  language,
} satisfies Record<(typeof columns)[number], z.ZodType>)

/** The person a row describes, held to the rules of `PUT /v1/users/{id}`, or everything that is wrong with the row. */
export function toPerson(row: Row): Person | Refusal {
  if ('problem' in row) return row
  const checked = person.safeParse(row.values)
  if (checked.success) return { line: row.line, ...checked.data }
  return { line: row.line, problem: problemsOf(checked.error).join('; ') }
}
