import type { ReportKind } from '../reports/report.ts'
import { deathsOf } from './deaths.ts'
import type { AttemptRecord } from './find.ts'
import {
  type AuditedAction,
  type DoneBy,
  type LoggedEvent,
  type TimelineFacts,
  type TimelineStep,
  textIn,
} from './timeline.ts'

/** Everything that is known about a delivery, as steps in the order of time. */
export function stepsOf(facts: TimelineFacts): TimelineStep[] {
  const { delivery, attempts, related } = facts
  const { createdAt: at, requestId, details, requester, event } = delivery
  const steps: TimelineStep[] = [
    { step: 'recorded', at, requestId, details, requester, event },
    // Of one time are a redrive by a retry of the job and the attempt that this begins.
    ...operatorSteps(facts),
    ...attempts.map(attemptStep),
    ...endSteps(facts),
    ...linkSteps(facts),
  ]
  const placed = [
    ...steps.map(step => ({ step, at: step.at })),
    ...related.map(one => ({
      step: { step: 'related' as const, ...one },
      at: delivery.kind === 'link' ? notBeforeReported(one, steps) : one.at,
    })),
  ]
  return placed
    .sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
    .map(({ step }) => step)
}

/** When a related delivery was recorded, but not before the step of the mail of a link that it reports. */
function notBeforeReported(
  { at, event }: TimelineFacts['related'][number],
  steps: readonly TimelineStep[],
): string {
  const distance = (step: TimelineStep) => Math.abs(Date.parse(step.at) - Date.parse(at))
  const [reported] = steps
    .filter(step => event === `delivery.${step.step === 'reported' ? step.report : step.step}`)
    .sort((one, other) => distance(one) - distance(other))
  return reported && reported.at > at ? reported.at : at
}

function attemptStep({ startedAt: at, ...attempt }: AttemptRecord): TimelineStep {
  const { finishedAt, outcome, relay } = attempt
  // What was written off ended when that was noticed, and nobody knows when its worker did.
  const isWrittenOff = outcome === 'unknown' && relay === null
  const durationMs = finishedAt === null || isWrittenOff ? null : Date.parse(finishedAt) - Date.parse(at)
  return { step: 'attempt', at, ...attempt, durationMs }
}

/** How the delivery ended, each time, what was reported then, and its next try. */
function endSteps({ delivery, events }: TimelineFacts): TimelineStep[] {
  const { deliveryId, status, reason, dueAt, sentAt, deadAt, reports } = delivery
  const current = deadAt === null ? null : { at: deadAt, reason: (reason ?? '').replace(/^discarded: /, '') }
  const own = events.filter(({ data }) => data.deliveryId === deliveryId)
  const reported = Object.entries(reports) as [ReportKind, NonNullable<(typeof reports)[ReportKind]>][]
  return [
    ...deathsOf(own, current).map(death => ({ step: 'dead' as const, ...death })),
    ...(sentAt ? [{ step: 'sent' as const, at: sentAt }] : []),
    ...reported.map(([report, { at, status, detail }]) => ({
      step: 'reported' as const,
      at,
      report,
      status,
      detail,
    })),
    ...(status === 'waiting' && dueAt ? [{ step: 'retry' as const, at: dueAt }] : []),
  ]
}

/** What became of the link and its passkey, and of the suppression of the address. */
function linkSteps({
  delivery: { redeemedAt, revokedAt, expiredAt },
  events,
}: TimelineFacts): TimelineStep[] {
  const ends = { redeemed: redeemedAt, revoked: revokedAt, expired: expiredAt } as const
  const because = textIn(
    events.find(({ type }) => type === 'link.revoked'),
    'because',
  )
  const ended = (Object.keys(ends) as (keyof typeof ends)[]).flatMap(change => {
    const at = ends[change]
    return at ? [{ step: 'link' as const, at, change, because: change === 'revoked' ? because : null }] : []
  })
  return [...ended, ...events.flatMap(passkeySteps)]
}

function passkeySteps(event: LoggedEvent): TimelineStep[] {
  const { type, at } = event
  const [subject, change] = type.split('.')
  if (subject !== 'passkey' || (change !== 'added' && change !== 'removed')) return []
  return [{ step: 'passkey', at, change, name: textIn(event, 'name') }]
}

/** What operators did. An event and the line of the audit are of one transaction, and so have the same time. */
function operatorSteps({ delivery, events, audited }: TimelineFacts): TimelineStep[] {
  const { deliveryId, discardedAt } = delivery
  const changes = events.filter(({ type, data }) => isChange(type) && data.deliveryId === deliveryId)
  const times = new Set(changes.map(({ at }) => at))
  const doneAt = (at: string) => audited.filter(done => done.at === at).map(doneBy)[0]
  const isDiscardLogged = changes.some(({ type }) => type === 'delivery.discarded')
  const others = audited.filter(({ at, subject }) => subject === deliveryId && !times.has(at))
  return [
    ...changes.map(({ type, at, data }) =>
      type === 'delivery.redriven'
        ? { step: 'redriven' as const, at, afterAttempts: Number(data.attempts), by: doneAt(at) ?? null }
        : { step: 'discarded' as const, at, by: doneAt(at) ?? null },
    ),
    ...(discardedAt && !isDiscardLogged ? [{ step: 'discarded' as const, at: discardedAt, by: null }] : []),
    ...events
      .filter(({ type }) => type === 'suppression.lifted')
      .map(event => ({
        step: 'suppression_lifted' as const,
        at: event.at,
        reason: textIn(event, 'reason'),
        by: doneAt(event.at) ?? null,
      })),
    ...others.map(done => ({
      step: 'operated' as const,
      at: done.at,
      action: done.action,
      by: doneBy(done),
    })),
  ]
}

const isChange = (type: string) => type === 'delivery.redriven' || type === 'delivery.discarded'

const doneBy = ({ operator, name, address }: AuditedAction): DoneBy => ({ operator, name, address })
