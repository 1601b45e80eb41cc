import type { Limit } from './allowances.ts'
import type { Idempotency } from './idempotency.ts'

/**
 * A person's wish for a link. It is mailed while that is worth trying, or, where `returned` says with which key and for how
 * long it works, given to the caller. `actingUserId` is who asks for somebody else, whose organization must be the same.
 */
export type LinkRequest = {
  userId: string
  actingUserId: string | null
  requestId: string
  deliveryDeadlineMs: number
  returned: { keyId: string; lifetimeMs: number } | null
  urlTemplate: string | null
  idempotency: Idempotency | null
}

export type LinkLimits = { perUser: Limit | null; perOrganization: Limit | null }

/**
 * `recorded`: by this call, or `replayed`: by an earlier one with the same idempotency key. `at` is RFC 3339 in UTC with
 * microseconds; `sequence` that of the event which the recording wrote. `deliveryId` is null for a link that is returned,
 * `keyId` for one that is mailed.
 */
export type RecordedLink = ({ outcome: 'recorded' } | { outcome: 'replayed' }) & {
  linkId: string
  deliveryId: string | null
  keyId: string | null
  sequence: string
  at: string
  organizationId: string
}

/**
 * Nothing was recorded. `key_in_flight`: a concurrent call has the idempotency key, the answer is known in a moment;
 * `key_reused`: the key was used for something else.
 */
export type RefusedLink =
  | {
      outcome:
        | 'user_unknown'
        | 'target_unknown'
        | 'address_missing'
        | 'address_unverified'
        | 'key_in_flight'
        | 'key_reused'
    }
  | { outcome: 'limited'; scope: 'user' | 'organization'; retryAfterMs: number }

export type RecordOutcome = RecordedLink | RefusedLink

export type RecordRow = {
  outcome: RecordOutcome['outcome']
  scope: 'user' | 'organization'
  wait_ms: string
  link_id: string
  delivery_id: string | null
  key_id: string | null
  sequence: string
  at: string
  organization_id: string
}

/** A row of the recording statement, as what it says. */
export function toRecordOutcome(row: RecordRow): RecordOutcome {
  switch (row.outcome) {
    case 'recorded':
    case 'replayed':
      return {
        outcome: row.outcome,
        linkId: row.link_id,
        deliveryId: row.delivery_id,
        keyId: row.key_id,
        sequence: String(row.sequence),
        at: row.at,
        organizationId: row.organization_id,
      }
    case 'limited':
      return { outcome: row.outcome, scope: row.scope, retryAfterMs: Math.max(1, Number(row.wait_ms)) }
    default:
      return { outcome: row.outcome }
  }
}
