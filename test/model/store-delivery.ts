import type { Delivery as StoreDelivery } from '@passlink/store'
import type { Delivery } from './protocol.ts'
import type { Rules } from './rules.ts'

const hourMs = 3_600_000

/** The time of every decision in the model; only whether an instant has passed matters. */
export const now = 1_000 * hourMs

export const terms = {
  keyIds: { current: 'k1', known: ['k1'] },
  linkLifetimeMs: hourMs,
  leaseMs: hourMs,
  /** How much time a delivery has from its recording, or from a redrive. */
  deadlineMs: 24 * hourMs,
}

/** Why mails are paused in the model. */
export const pauseReason = 'the model pauses'

const known = new WeakMap<Delivery, StoreDelivery>()

/** The model's delivery as the rules of packages/store see it. */
export function toStore(delivery: Delivery): StoreDelivery {
  const stored = known.get(delivery) ?? translate(delivery)
  known.set(delivery, stored)
  return stored
}

function translate(delivery: Delivery): StoreDelivery {
  const { status, attempts, lapsed, due, deadlinePassed, discarded, redrives, link } = delivery
  const deadline = now + (deadlinePassed ? -1 : terms.deadlineMs)
  const since = deadline - terms.deadlineMs
  return {
    id: 'delivery',
    kind: 'link',
    linkId: 'link',
    userId: 'user',
    organizationId: 'organization',
    requestId: 'request',
    traceParent: null,
    status,
    attempts: attempts.length,
    deferrals: delivery.deferrals,
    createdAt: since,
    deadline,
    dueAt: status === 'waiting' ? now + (due ? -1 : hourMs) : null,
    claimedUntil: status === 'sending' ? now + (lapsed ? -1 : hourMs) : null,
    sentAt: status === 'sent' ? now - 1 : null,
    deadAt: status === 'dead' ? now - 1 : null,
    deadReason: delivery.deadReason,
    redrivenAt: redrives > 0 ? since : null,
    discardedAt: discarded ? now - 1 : null,
    outcomes: Object.fromEntries(attempts.map((outcome, index) => [index + 1, outcome])),
    link: { state: link, keyId: null },
    hasAddress: delivery.hasAddress,
    suppression: null,
    pause: delivery.paused ? { kind: 'organization', reason: pauseReason, since: now, endsAt: null } : null,
    reports: {},
  }
}

type Change = NonNullable<ReturnType<Rules['decideExpire']>['change']>

/** The model's delivery after a decision of the rules was written. */
export function apply(before: Delivery, change: Change | undefined): Delivery {
  if (!change) return before
  const { after, begun, finished = [], event } = change
  const attempts = before.attempts.map((outcome, index) => {
    const ended = finished.find(({ number }) => number === index + 1)
    return ended ? ended.outcome : outcome
  })
  return {
    status: after.status,
    attempts: begun === undefined ? attempts : [...attempts, null],
    deferrals: after.deferrals,
    lapsed: after.claimedUntil !== null && after.claimedUntil <= now,
    due: after.dueAt !== null && after.dueAt <= now,
    deadlinePassed: after.deadline <= now,
    deadReason: after.deadReason,
    discarded: after.discardedAt !== null,
    redrives: before.redrives + (event === 'delivery.redriven' ? 1 : 0),
    link: before.link,
    hasAddress: before.hasAddress,
    paused: before.paused,
  }
}
