import type { Limit } from '../limits/gcra.ts'
import type { Actor } from '../operators/audit.ts'
import type { RequestDetails } from './request-details.ts'

/**
 * An idempotency key, the user and the client (of OAuth) to which it belongs, and a hash of the request in hex. The key
 * contains no space.
 */
export type Idempotency = { caller: string; client: string | null; key: string; requestHash: string }

/** The organizations in which a user may act for others: the user's own, if `own`, and those with these ids. */
export type Reach = { own: boolean; organizationIds: ReadonlySet<string> }

/**
 * A request for a link. The link is mailed, with retries until `deliveryDeadlineMs` after the request; or, with
 * `returned` (the id of its key and its lifetime), it is returned to the caller. `acting` is the user who makes the
 * request for another user, who must be of an organization within `reach`. `actor` is the operator who has the link mailed,
 * of which the audit has a line. `traceParent` (W3C Trace Context) is the span of the request, where that is traced.
 */
export type LinkRequest = {
  userId: string
  acting: { userId: string; reach: Reach } | null
  requestId: string
  deliveryDeadlineMs: number
  returned: { keyId: string; lifetimeMs: number } | null
  urlTemplate: string | null
  details: RequestDetails | null
  idempotency: Idempotency | null
  actor?: Actor
  traceParent?: string | null
}

export type LinkLimits = { perUser: Limit | null; perOrganization: Limit | null }

/**
 * `recorded` by this call, or `replayed`: recorded by an earlier call with the same idempotency key. `sequence` and
 * `at` (RFC 3339 in UTC with microseconds) are those of its event. `deliveryId` is null for a link that is returned,
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
 * No link was recorded. `key_in_flight`: a concurrent call with the same idempotency key has not ended yet;
 * `key_reused`: the key was used for another request; `call_ended`: the caller no longer waited.
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
        | 'call_ended'
    }
  | { outcome: 'address_suppressed'; reason: string }
  | { outcome: 'limited'; scope: 'user' | 'organization'; retryAfterMs: number }

export type RecordOutcome = RecordedLink | RefusedLink
