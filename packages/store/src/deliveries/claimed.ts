/** What is delivered: a link, the notice that one was redeemed, or a webhook that tells of an event. */
export type DeliveryKind = 'link' | 'notice' | 'webhook'

/** All that the worker needs for one attempt. `attempt` fences its outcome; `deferrals` places it in the retry schedule. */
export type ClaimedDelivery = {
  verdict: 'claimed'
  deliveryId: string
  attempt: number
  deferrals: number
  linkId: string
  keyId: string
  /** The application's own, where it asked for one. */
  urlTemplate: string | null
  userId: string
  organizationId: string
  requestId: string
  kind: DeliveryKind
  /** What a notice or a webhook tells of; `at` is RFC 3339. Absent for a link, and where the log is not kept that long. */
  event: { type: string; at: string; data: Record<string, unknown> } | null
  recipient: { name: string; address: string }
  language: string | null
  organizationName: string
}

/**
 * Why there is nothing to send: not yet (`busy` with another worker, or `early`), no more, or never again (`dead` after so
 * many `attempts`).
 */
export type DeclinedDelivery =
  | { verdict: 'busy' | 'early'; retryInMs: number }
  | { verdict: 'sent' | 'unknown' }
  | { verdict: 'dead'; reason: string; attempts: number }

/** What could be claimed, and in how many milliseconds its deadline ends it. */
export type HeldDelivery = { verdict: 'held'; endsInMs: number }

export type ClaimRow = {
  verdict: (ClaimedDelivery | HeldDelivery | DeclinedDelivery)['verdict']
  id: string
  attempts: number
  deferrals: number
  link_id: string
  key_id: string
  url_template: string | null
  user_id: string
  organization_id: string
  request_id: string
  email: string
  display_name: string
  language: string | null
  organization_name: string
  kind: DeliveryKind
  event_type: string | null
  event_data: Record<string, unknown>
  event_at: string
  retry_in_ms: string
  dead_reason: string
}

/** A row of the claiming statement, as what it says. */
export function toClaim(row: ClaimRow): ClaimedDelivery | HeldDelivery | DeclinedDelivery {
  switch (row.verdict) {
    case 'busy':
    case 'early':
      return { verdict: row.verdict, retryInMs: Number(row.retry_in_ms) }
    case 'held':
      return { verdict: 'held', endsInMs: Number(row.retry_in_ms) }
    case 'dead':
      return { verdict: 'dead', reason: row.dead_reason, attempts: row.attempts }
    case 'sent':
    case 'unknown':
      return { verdict: row.verdict }
    case 'claimed':
      return {
        verdict: 'claimed',
        deliveryId: row.id,
        attempt: row.attempts,
        deferrals: row.deferrals,
        linkId: row.link_id,
        keyId: row.key_id,
        urlTemplate: row.url_template,
        userId: row.user_id,
        organizationId: row.organization_id,
        requestId: row.request_id,
        kind: row.kind,
        event: row.event_type ? { type: row.event_type, at: row.event_at, data: row.event_data } : null,
        recipient: { name: row.display_name, address: row.email },
        language: row.language,
        organizationName: row.organization_name,
      }
  }
}
