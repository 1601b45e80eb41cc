import type { Delivery } from './delivery.ts'

export const hourMs = 3_600_000
export const now = 1_000 * hourMs

/** A newly recorded delivery for tests, with the given properties. */
export function createDelivery(more: Partial<Delivery> = {}): Delivery {
  return {
    id: 'd',
    kind: 'link',
    linkId: 'l',
    userId: 'u',
    organizationId: 'o',
    requestId: 'r',
    traceParent: null,
    status: 'queued',
    attempts: 0,
    deferrals: 0,
    createdAt: (more.deadline ?? now + hourMs) - hourMs,
    deadline: now + hourMs,
    dueAt: null,
    claimedUntil: null,
    sentAt: null,
    deadAt: null,
    deadReason: null,
    redrivenAt: null,
    discardedAt: null,
    outcomes: {},
    link: { state: 'open', keyId: null },
    hasAddress: true,
    suppression: null,
    pause: null,
    reports: {},
    ...more,
  }
}
