import type { Instant } from '../database/values.ts'
import type { DeliveryPause } from '../pauses/pause-of-delivery.ts'
import type { ReportKind } from '../reports/report.ts'

/** A delivery is of a link, of the notice that a passkey was added or removed, or of a webhook that reports an event. */
export type DeliveryKind = 'link' | 'notice' | 'webhook'

/** Links and notices are delivered by mail, webhooks by HTTP. */
export type DeliveredBy = 'mail' | 'webhook'

/** A stored report about a mail. `at` is RFC 3339; `suppresses`: it is about the address, or its owner complained. */
export type StoredReport = { at: string; status: string | null; detail: string; suppresses: boolean }

/** What was reported about a mail, by the kind of the report. */
export type Reports = Readonly<Partial<Record<ReportKind, StoredReport>>>

export type AttemptOutcome = 'accepted' | 'rejected' | 'deferred' | 'not_sent' | 'unknown'

/** The columns of a delivery that decisions change. */
export type DeliveryState = {
  status: 'queued' | 'sending' | 'waiting' | 'sent' | 'dead'
  /** The number of attempts begun, which is the number of the latest attempt. */
  attempts: number
  /** The number of attempts since the last redrive that advanced the retry schedule. */
  deferrals: number
  deadline: Instant
  dueAt: Instant | null
  claimedUntil: Instant | null
  sentAt: Instant | null
  deadAt: Instant | null
  deadReason: string | null
  redrivenAt: Instant | null
  discardedAt: Instant | null
}

/** A delivery with the data of its attempts, its link and its user that decisions need. */
export type Delivery = DeliveryState & {
  id: string
  kind: DeliveryKind
  linkId: string | null
  userId: string
  organizationId: string
  requestId: string
  /** The span (W3C Trace Context) that caused it, where that is traced. */
  traceParent: string | null
  createdAt: Instant
  /** The outcome of each recorded attempt, by its number; null if there is none yet. */
  outcomes: Readonly<Record<number, AttemptOutcome | null>>
  link: { state: 'open' | 'redeemed' | 'revoked'; keyId: string | null }
  hasAddress: boolean
  /** Why the user's address is suppressed, if it is. */
  suppression: string | null
  pause: DeliveryPause | null
  reports: Reports
}

/** The end of an attempt, as it is recorded. */
export type FinishedAttempt = {
  number: number
  outcome: AttemptOutcome
  relay: string | null
  smtpCode: number | null
  enhancedCode: string | null
  detail: string
  command: string | null
}

/** The change of one delivery; all parts are written in one transaction. */
export type Change = {
  before: Delivery
  after: Delivery
  /** The number of the attempt that begins. */
  begun?: number
  finished?: readonly FinishedAttempt[]
  /** The link's key and its new lifetime. */
  opened?: { keyId: string; expiresAt: Instant }
  event?: 'delivery.redriven' | 'delivery.discarded'
}

/** The decision about all requests for one delivery: the change, and an answer to each request. */
export type Decision<Answer> = { change?: Change | undefined; answers: Answer[] }

export const isOpen = ({ status }: DeliveryState): boolean =>
  status === 'queued' || status === 'sending' || status === 'waiting'
