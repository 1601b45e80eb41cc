import type { Instant } from '../database/values.ts'

/** What is known of the health of a server that takes deliveries. All workers share it. */
export type Health = {
  /** The different subjects of the failures since a delivery was last answered. */
  failed: readonly string[]
  /** The different subjects of the deferrals since the last acceptance. */
  deferred: readonly string[]
  /** How often the server went away since the last acceptance. */
  absences: number
  /** Pauses between probes since the server went away. */
  pauses: number
  /** Not null while the server is away; after that moment one worker at a time may probe it. */
  awayUntil: Instant | null
  probeUntil: Instant | null
  /** Since when the server is away; null while it is not, and where the version before did not record it. */
  awaySince: Instant | null
  /** Why the server is away, or was the last time; null after an acceptance. */
  reason: Reason | null
  /** The last answers that are not well, the latest last. */
  answers: readonly string[]
}

/** `failing`: several deliveries failed in a row. `deferring`: it deferred several in a row. */
export type Reason = 'failing' | 'deferring'

/**
 * How a delivery or a probe went. `subject` is what may be at fault instead of the server: the delivery, or its
 * recipient. A subject counts once. `pauseMs` is the delay that the server requested.
 */
export type HealthReport =
  | { kind: 'accepted' | 'rejected' }
  | { kind: 'deferred'; subject: string; answer: string }
  | { kind: 'failed'; subject: string; answer: string; pauseMs: number | null }
  | { kind: 'probed'; failure: { answer: string; pauseMs: number | null } | null }

export const unknownHealth: Health = {
  failed: [],
  deferred: [],
  absences: 0,
  pauses: 0,
  awayUntil: null,
  probeUntil: null,
  awaySince: null,
  reason: null,
  answers: [],
}

const runMax = 3
const answersMax = 3
const pauseMsMin = 1_000
const pauseMsMax: Record<Reason, number> = { failing: 5_000, deferring: 60_000 }
const requestedPauseMsMax = 15 * 60_000

/**
 * The health after a report. A server goes away when three different subjects failed in a row, or were deferred without
 * an acceptance between. It is back when a probe succeeds, and one that defers also when it accepts a delivery; while
 * it is away other reports are ignored. The first pause takes a second, and twice as long after each failed probe, and
 * each time that the server goes away again without having accepted anything: up to 5 seconds, or up to a minute for a
 * server that defers (±20 % by `random`, 0 to 1). A requested delay is used if it is longer, up to 15 minutes.
 */
export function next(known: Health, report: HealthReport, now: Instant, random: number): Health {
  if (report.kind === 'probed') return known.awayUntil === null ? known : probed(known, report, now, random)
  const isCured = known.reason === 'deferring' && report.kind === 'accepted'
  if (known.awayUntil !== null && !isCured) return known
  switch (report.kind) {
    case 'accepted':
      return isWell(known) ? known : unknownHealth
    case 'rejected':
      return known.failed.length === 0 ? known : { ...known, failed: [] }
    case 'deferred': {
      const deferred = including(known.deferred, report.subject)
      const after = { ...known, deferred, answers: latest(known, report.answer) }
      return deferred.length < runMax ? after : leave(after, 'deferring', null, now, random)
    }
    case 'failed': {
      const failed = including(known.failed, report.subject)
      const after = { ...known, failed, answers: latest(known, report.answer) }
      return failed.length < runMax ? after : leave(after, 'failing', report.pauseMs, now, random)
    }
  }
}

/** Whether nothing is known against a server, so that another acceptance changes nothing. */
export const isWell = ({ failed, deferred, absences }: Health): boolean =>
  failed.length + deferred.length + absences === 0

const including = (subjects: readonly string[], subject: string) =>
  subjects.includes(subject) ? subjects : [...subjects, subject]

const latest = ({ answers }: Health, answer: string) =>
  [...answers.filter(known => known !== answer), answer].slice(-answersMax)

function leave(
  known: Health,
  reason: Reason,
  requestedMs: number | null,
  now: Instant,
  random: number,
): Health {
  return {
    ...known,
    failed: [],
    deferred: [],
    absences: known.absences + 1,
    pauses: 1,
    awayUntil: now + pauseMs(known.absences, reason, requestedMs, random),
    probeUntil: null,
    awaySince: now,
    reason,
  }
}

function probed(
  known: Health,
  { failure }: Extract<HealthReport, { kind: 'probed' }>,
  now: Instant,
  random: number,
): Health {
  if (!failure) return { ...known, pauses: 0, awayUntil: null, probeUntil: null, awaySince: null }
  return {
    ...known,
    pauses: known.pauses + 1,
    awayUntil: now + pauseMs(known.pauses, 'failing', failure.pauseMs, random),
    probeUntil: null,
    reason: 'failing',
    answers: latest(known, failure.answer),
  }
}

function pauseMs(before: number, reason: Reason, requestedMs: number | null, random: number): number {
  const usual = Math.min(pauseMsMax[reason], pauseMsMin * 2 ** Math.min(before, 30)) * (0.8 + 0.4 * random)
  return Math.max(usual, Math.min(requestedMs ?? 0, requestedPauseMsMax))
}
