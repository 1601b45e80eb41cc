import { z } from 'zod'
import type { DeadLetterFilter } from './dead-letter-filter.ts'

export const filterFields = ['organization', 'user', 'relay', 'outcome', 'reason', 'since', 'until'] as const

export const filterOutcomes = ['rejected', 'deferred', 'not_sent', 'unknown', 'none'] as const

/** A filter as an operator writes it, in a URL or on a command line: the fields that are not blank. */
export type FilterTexts = Partial<Record<(typeof filterFields)[number], string>>

const text = z
  .string()
  .regex(/^[^\p{Cc}\p{Cs}]{1,200}$/u, 'must have 200 characters at most, none of them a control character')

/**
 * The filter that the texts describe, or what is wrong with each field. `moment` reads `since` and `until`; its output
 * is RFC 3339.
 */
export function readDeadLetterFilter(
  texts: FilterTexts,
  moment: z.ZodType<string>,
): { filter: DeadLetterFilter } | { problems: FilterTexts } {
  const schema = z.object({
    organization: text.optional(),
    user: text.optional(),
    relay: text.optional(),
    outcome: z.enum(filterOutcomes, `must be one of ${filterOutcomes.join(', ')}`).optional(),
    reason: text.optional(),
    since: moment.optional(),
    until: moment.optional(),
  })
  const { data, error } = schema.safeParse(filterTexts(texts))
  if (error)
    return { problems: Object.fromEntries(error.issues.map(({ path, message }) => [path[0], message])) }
  const { organization: organizationId, user: userId, ...others } = data
  return { filter: { organizationId, userId, ...others } }
}

/** The fields of a filter out of all that were sent, without those that are blank, and trimmed. */
export function filterTexts(sent: Record<string, string | undefined>): FilterTexts {
  const fields = filterFields.map(name => [name, sent[name]?.trim()] as const)
  return Object.fromEntries(fields.filter(([, value]) => value))
}

/** The texts that {@link readDeadLetterFilter} reads this filter from. */
export function textsOfFilter({ organizationId, userId, ...others }: DeadLetterFilter): FilterTexts {
  return filterTexts({ organization: organizationId, user: userId, ...others })
}

/** The same filter without what dies after `asOf` (RFC 3339). */
export function diedBy(asOf: string, filter: DeadLetterFilter): DeadLetterFilter {
  const { until = asOf } = filter
  return { ...filter, until: Date.parse(until) < Date.parse(asOf) ? until : asOf }
}
