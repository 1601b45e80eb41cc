import { setting } from '@passlink/runtime'
import { type PauseEnd, pauseReason } from '@passlink/store'
import { z } from 'zod'

/** The form of a pause as it was sent. */
export type PauseTexts = { reason: string; until: string }

/** The problem of each invalid field. */
export type PauseProblems = Partial<PauseTexts>

const farthest = '366d'
const fromNow = setting.durationBetween('1s', farthest)
// Postgres has no year 0.
const moment = z.iso.datetime({ offset: true }).regex(/^(?!0000).{1,40}$/)

/** What is wrong with an end that is none, or in the past. */
export const untilProblem = `must be a time to come such as 2026-01-31T12:00:00Z, or so long from now: 90s to ${farthest}`

/** Reads the form of a pause, which without `until` lasts until somebody ends it, or says what is wrong with it. */
export function readPause(
  sent: URLSearchParams,
): { texts: PauseTexts } & ({ pause: { reason: string; end: PauseEnd } } | { problems: PauseProblems }) {
  const texts = { reason: sent.get('reason')?.trim() ?? '', until: sent.get('until')?.trim() ?? '' }
  const reason = pauseReason.safeParse(texts.reason)
  const end = readEnd(texts.until)
  if (reason.success && end !== undefined) return { texts, pause: { reason: reason.data, end } }
  const problems: PauseProblems = {}
  if (!reason.success) problems.reason = reason.error.issues[0]?.message ?? 'is not valid'
  if (end === undefined) problems.until = untilProblem
  return { texts, problems }
}

function readEnd(text: string): PauseEnd | undefined {
  if (text === '') return null
  const inMs = fromNow.safeParse(text)
  if (inMs.success) return { inMs: inMs.data }
  return moment.safeParse(text).success ? { at: text } : undefined
}
