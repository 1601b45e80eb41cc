import { z } from 'zod'
import type { DeadLetterFilter } from './dead-letter-filter.ts'
import { isGroup } from './reason-group.ts'

export const filterFields = [
  'organization',
  'user',
  'relay',
  'outcome',
  'reason',
  'group',
  'since',
  'until',
] as const

export const filterOutcomes = ['rejected', 'deferred', 'not_sent', 'unknown', 'none'] as const

/** A filter as text, from a URL or a command line: the fields that are not blank. */
export type FilterTexts = Partial<Record<(typeof filterFields)[number], string>>

const text = z
  .string()
  .regex(/^[^\p{Cc}\p{Cs}]{1,200}$/u, 'must have 200 characters at most, none of them a control character')

/**
 * Parses a filter. Returns the filter, or the problem of each invalid field. `moment` parses `since` and `until`; its
 * output is RFC 3339.
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
    group: z.string().regex(isGroup, 'is no group of reasons').optional(),
    since: moment.optional(),
    until: moment.optional(),
  })
  const { data, error } = schema.safeParse(filterTexts(texts))
  if (error)
    return { problems: Object.fromEntries(error.issues.map(({ path, message }) => [path[0], message])) }
  const { organization: organizationId, user: userId, ...others } = data
  return { filter: { organizationId, userId, ...others } }
}

/** Picks the fields of a filter from the fields that were sent, trimmed and without blank ones. */
export function filterTexts(sent: Record<string, string | undefined>): FilterTexts {
  const fields = filterFields.map(name => [name, sent[name]?.trim()] as const)
  return Object.fromEntries(fields.filter(([, value]) => value))
}

/** Formats a filter as the texts that {@link readDeadLetterFilter} parses. */
export function textsOfFilter({
  organizationId,
  userId,
  picked: _,
  ...others
}: DeadLetterFilter): FilterTexts {
  return filterTexts({ organization: organizationId, user: userId, ...others })
}

/** The same filter without deliveries that die after `asOf` (RFC 3339). */
export function diedBy(asOf: string, filter: DeadLetterFilter): DeadLetterFilter {
  const { until = asOf } = filter
  return { ...filter, until: Date.parse(until) < Date.parse(asOf) ? until : asOf }
}
