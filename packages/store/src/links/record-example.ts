import { decideRecord, type RecordFacts } from './decide-record.ts'
import type { LinkLimits, LinkRequest } from './link-request.ts'

export const hourMs = 3_600_000
export const now = 1_000 * hourMs
export const alice = {
  organizationId: 'acme',
  email: 'a@acme.example',
  emailVerified: true,
  suppression: null,
}

/** A request of alice's, and the facts and the limits that grant it. */
export const request: LinkRequest = {
  userId: 'alice',
  acting: null,
  requestId: 'r',
  deliveryDeadlineMs: hourMs,
  returned: null,
  urlTemplate: null,
  details: null,
  idempotency: null,
}
export const facts = (more: Partial<RecordFacts> = {}): RecordFacts => ({
  now,
  startedAt: now,
  people: new Map([['alice', alice]]),
  keys: new Map(),
  spentUntil: new Map(),
  ...more,
})
export const unlimited = { perUser: null, perOrganization: null }
export const onePerHour = { max: 1, windowMs: hourMs }

export function decide(requests: LinkRequest[], known = facts(), limits: LinkLimits = unlimited) {
  let ids = 0
  return decideRecord(requests, known, limits, () => `id-${++ids}`)
}
export const outcomesOf = (...parameters: Parameters<typeof decide>) =>
  decide(...parameters).answers.map(({ outcome }) => outcome)
