import type { RequestDetails } from '../links/request-details.ts'
import type { ReportKind } from '../reports/report.ts'
import type { DeliveryKind, Reports } from './delivery.ts'
import type { AttemptRecord, DeliveryRecord } from './find.ts'

/** The operator who did something, as the audit has it; `name` is null if it was not recorded. */
export type DoneBy = { operator: string; name: string | null; address: string }

/** What happened to a delivery at a time, or will happen then. `at` is RFC 3339 with microseconds. */
export type TimelineStep = { at: string } & (
  | {
      /** `requester` asked for the link of another person. `event` is what a notice or a webhook reports. */
      step: 'recorded'
      requestId: string
      details: RequestDetails | null
      requester: { userId: string; displayName: string | null } | null
      event: string | null
    }
  | ({ step: 'attempt'; durationMs: number | null } & Omit<AttemptRecord, 'startedAt'>)
  | { step: 'sent' | 'retry' }
  | { step: 'dead'; reason: string }
  | { step: 'reported'; report: ReportKind; status: string | null; detail: string }
  | { step: 'redriven'; afterAttempts: number; by: DoneBy | null }
  | { step: 'discarded'; by: DoneBy | null }
  | { step: 'link'; change: 'redeemed' | 'revoked' | 'expired'; because: string | null }
  | { step: 'passkey'; change: 'added' | 'removed'; name: string | null }
  | { step: 'suppression_lifted'; reason: string | null; by: DoneBy | null }
  | {
      /** Another delivery about the same link. */
      step: 'related'
      deliveryId: string
      kind: DeliveryKind
      status: DeliveryRecord['status']
      reason: string | null
      event: string | null
    }
  | { step: 'operated'; action: string; by: DoneBy }
)

/** A line of the log. */
export type LoggedEvent = { type: string; at: string; data: Record<string, unknown> }

/** The text that the data of an event has by a name. */
export function textIn(event: LoggedEvent | undefined, name: string): string | null {
  const text = event?.data[name]
  return typeof text === 'string' ? text : null
}

/** A line of the audit, about the delivery or its user. */
export type AuditedAction = DoneBy & { at: string; action: string; subject: string }

/** What the timeline of a delivery is made of. */
export type TimelineFacts = {
  delivery: {
    deliveryId: string
    requestId: string
    kind: DeliveryKind
    status: DeliveryRecord['status']
    reason: string | null
    createdAt: string
    dueAt: string | null
    sentAt: string | null
    deadAt: string | null
    discardedAt: string | null
    details: RequestDetails | null
    requester: { userId: string; displayName: string | null } | null
    event: string | null
    reports: Reports
    redeemedAt: string | null
    revokedAt: string | null
    expiredAt: string | null
  }
  attempts: readonly AttemptRecord[]
  related: readonly (Omit<Extract<TimelineStep, { step: 'related' }>, 'step' | 'at'> & { at: string })[]
  /** The events about the link, or of the user if there is none. */
  events: readonly LoggedEvent[]
  audited: readonly AuditedAction[]
}
