import { momentToCome } from '@passlink/runtime'
import { type PauseEnd, pauseReason } from '@passlink/store'

/** The form of a pause as it was sent. */
export type PauseTexts = { reason: string; until: string }

/** The problem of each invalid field. */
export type PauseProblems = Partial<PauseTexts>

const until = momentToCome.nullable()

/** Reads the form of a pause, which without `until` lasts until somebody ends it, or says what is wrong with it. */
export function readPause(
  sent: URLSearchParams,
): { texts: PauseTexts } & ({ pause: { reason: string; end: PauseEnd } } | { problems: PauseProblems }) {
  const texts = { reason: sent.get('reason')?.trim() ?? '', until: sent.get('until')?.trim() ?? '' }
  const reason = pauseReason.safeParse(texts.reason)
  const end = until.safeParse(texts.until || null)
  if (reason.success && end.success) return { texts, pause: { reason: reason.data, end: end.data } }
  const problems: PauseProblems = {}
  if (!reason.success) problems.reason = reason.error.issues[0]?.message ?? 'is not valid'
  if (!end.success) problems.until = end.error.issues[0]?.message ?? 'is not valid'
  return { texts, problems }
}
