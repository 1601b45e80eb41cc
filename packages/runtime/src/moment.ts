import { z } from 'zod'
import { duration } from './setting.ts'

const momentLengthMax = 40
const rfc3339 = z.iso.datetime({ offset: true }).max(momentLengthMax)

// Postgres has no year 0, and formats years after 9999 differently.
const earliest = new Date('0001-01-01T00:00:00Z')
const end = new Date('9999-12-31T00:00:00Z')

/**
 * Parses a moment that an operator enters: RFC 3339, or a duration before `now` (Unix milliseconds), such as `90m`.
 * Output: RFC 3339 in UTC.
 */
export function momentAsOf(now: number) {
  return z.string().transform((text, context) => {
    const moment = readMoment(text, now)
    if (moment) return moment
    context.addIssue('must be a time such as 2026-01-31T12:00:00Z, or so long ago: 90m, 1h, 7d')
    return z.NEVER
  })
}

function readMoment(text: string, now: number): string | undefined {
  const ago = duration.safeParse(text)
  const isMoment = rfc3339.safeParse(text).success
  if (!ago.success && !isMoment) return undefined
  const date = new Date(ago.success ? now - ago.data : text)
  if (!(date >= earliest && date < end)) return undefined
  // Unchanged if possible, because a Date has no microseconds.
  return isMoment && text.endsWith('Z') ? text : date.toISOString()
}
