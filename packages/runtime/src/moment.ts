import { z } from 'zod'
import { duration, durationBetween } from './setting.ts'

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

const [soonest, farthest] = ['1s', '366d']
const fromNow = durationBetween(soonest, farthest)

export const momentToComeProblem = `must be a time to come such as 2026-01-31T12:00:00Z, or a duration from ${soonest} to ${farthest}`

/**
 * Parses a moment to come that an operator enters: RFC 3339, or a duration from now. Output: RFC 3339 in UTC, of which
 * whoever knows the time has to see whether it is to come, or the duration in milliseconds.
 */
export const momentToCome = z.string().transform((text, context): { at: string } | { inMs: number } => {
  const inMs = fromNow.safeParse(text)
  if (inMs.success) return { inMs: inMs.data }
  const at = readRfc3339(text)
  if (at !== undefined) return { at }
  context.addIssue(momentToComeProblem)
  return z.NEVER
})

function readMoment(text: string, now: number): string | undefined {
  const ago = duration.safeParse(text)
  return ago.success ? inBounds(new Date(now - ago.data))?.toISOString() : readRfc3339(text)
}

function readRfc3339(text: string): string | undefined {
  if (!rfc3339.safeParse(text).success) return undefined
  const date = inBounds(new Date(text))
  // Unchanged if possible, because a Date has no microseconds.
  return date && text.endsWith('Z') ? text : date?.toISOString()
}

const inBounds = (date: Date): Date | undefined => (date >= earliest && date < end ? date : undefined)
