import { setting } from '@passlink/runtime'
import type { DeadLetterFilter } from '@passlink/store'
import { z } from 'zod'

/** A filter as an operator writes it, in an address or on a command line. Times are RFC 3339 or so long ago: `90m`. */
export type FilterTexts = Partial<Record<(typeof filterFields)[number], string>>

export const filterFields = ['organization', 'user', 'relay', 'outcome', 'reason', 'since', 'until'] as const

export const outcomes = ['rejected', 'deferred', 'not_sent', 'unknown', 'none'] as const

export type ReadFilter = { filter: DeadLetterFilter } | { problems: FilterTexts }

const text = z
  .string()
  .regex(/^[^\p{Cc}\p{Cs}]{1,200}$/u, 'must have 200 characters at most, none of them a control character')

const moment = (now: number) =>
  z.string().transform((written, context) => {
    const read = readMoment(written, now)
    if (read) return read
    context.addIssue('must be a time such as 2026-01-31T12:00:00Z, or so long ago: 90m, 1h, 7d')
    return z.NEVER
  })

/** The filter that the texts describe as of `now` (Unix milliseconds), or what is wrong with each field that is. */
export function readFilter(texts: FilterTexts, now: number): ReadFilter {
  const schema = z.object({
    organization: text.optional(),
    user: text.optional(),
    relay: text.optional(),
    outcome: z.enum(outcomes, `must be one of ${outcomes.join(', ')}`).optional(),
    reason: text.optional(),
    since: moment(now).optional(),
    until: moment(now).optional(),
  })
  const { success, data, error } = schema.safeParse(writtenOf(texts))
  if (!success)
    return { problems: Object.fromEntries(error.issues.map(({ path, message }) => [path[0], message])) }
  const { organization: organizationId, user: userId, ...more } = data
  return { filter: { organizationId, userId, ...more } }
}

/** Those fields of a filter that say something, out of all that were sent, without the blanks around them. */
export function writtenOf(sent: Record<string, string | undefined>): FilterTexts {
  const written = filterFields.map(name => [name, sent[name]?.trim()] as const)
  return Object.fromEntries(written.filter(([, value]) => value))
}

/** The same filter without what dies later than `asOf`. */
export function diedBy(asOf: string, filter: DeadLetterFilter): DeadLetterFilter {
  const { until = asOf } = filter
  return { ...filter, until: Date.parse(until) < Date.parse(asOf) ? until : asOf }
}

/** The texts that a filter is read from, whenever that is. */
export function textsOf({ organizationId, userId, ...more }: DeadLetterFilter): FilterTexts {
  return writtenOf({ organization: organizationId, user: userId, ...more })
}

const momentLengthMax = 40
const rfc3339 = z.iso.datetime({ offset: true })

function readMoment(written: string, now: number): string | undefined {
  const ago = setting.duration.safeParse(written)
  const isMoment = written.length <= momentLengthMax && rfc3339.safeParse(written).success
  if (!ago.success && !isMoment) return undefined
  const date = new Date(ago.success ? now - ago.data : written)
  // Postgres knows no year 0, and writes later years than 9999 in another way.
  if (!(date >= new Date('0001-01-01T00:00:00Z') && date < new Date('9999-12-31T00:00:00Z'))) return undefined
  return isMoment && written.endsWith('Z') ? written : date.toISOString()
}
