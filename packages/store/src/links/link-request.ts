import type { Limit } from '../limits/gcra.ts'

/** Whose key it is, and a digest of the request that it came with, as hex. */
export type Idempotency = { caller: string; key: string; requestHash: string }

/**
 * A person's wish for a link. It is mailed while that is worth trying, or, where `returned` says with which key and for how
 * long it works, given to the caller. `actingUserId` is the user who makes the request, where that is not the link's user; both must be of one organization.
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
export type RecordedLink = ({ outcome: 'recorded' } | { outcome: 'replayed' }) & RecordedFacts

export type RecordedFacts = {
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
