import { momentAsOf } from '@passlink/runtime'
import type { AuditFilter } from '@passlink/store'
import { z } from 'zod'

export const auditFields = ['operator', 'action', 'subject', 'since', 'until'] as const
export type AuditField = (typeof auditFields)[number]

/** A filter as text, from a URL: the fields that are not blank. */
export type AuditTexts = Partial<Record<AuditField, string>>

const text = z
  .string()
  .regex(/^[^\p{Cc}\p{Cs}]{1,200}$/u, 'must have 200 characters at most, none of them a control character')

/** The sequence of a line of the audit; undefined for any other text. */
export function readSequence(sent: string | undefined): string | undefined {
  return sent !== undefined && /^[1-9]\d{0,17}$/.test(sent) ? sent : undefined
}

/**
 * Reads a filter from the parameters of a URL, whose relative times count from `now` (Unix milliseconds). Returns it, or
 * the problem of each invalid field.
 */
export function readAuditFilter(
  sent: Record<string, string>,
  now: number,
): { texts: AuditTexts } & ({ filter: AuditFilter } | { problems: AuditTexts }) {
  const fields = auditFields.map(name => [name, sent[name]?.trim()] as const)
  const texts: AuditTexts = Object.fromEntries(fields.filter(([, value]) => value))
  const moment = momentAsOf(now)
  const schema = z.object({
    operator: text.optional(),
    action: text.optional(),
    subject: text.optional(),
    since: moment.optional(),
    until: moment.optional(),
  })
  const { data, error } = schema.safeParse(texts)
  if (!error) return { texts, filter: data }
  return { texts, problems: Object.fromEntries(error.issues.map(({ path, message }) => [path[0], message])) }
}
