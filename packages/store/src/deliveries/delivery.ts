import type { Instant } from '../database/values.ts'

/** What is delivered: a link, the notice that one was redeemed, or a webhook that reports an event. */
export type DeliveryKind = 'link' | 'notice' | 'webhook'

/** How it is delivered: links and notices by mail, webhooks by HTTP. */
export type DeliveredBy = 'mail' | 'webhook'

export type AttemptOutcome = 'accepted' | 'rejected' | 'deferred' | 'not_sent' | 'unknown'

/** Of a delivery what decisions change: the columns of its row. */
export type DeliveryState = {
  status: 'queued' | 'sending' | 'waiting' | 'sent' | 'dead'
  /** How many attempts were begun; the number of the latest. */
  attempts: number
  /** How many of them move the retry schedule on. */
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

/** A delivery with all that decisions need to know of it, its attempts, its link and its person. */
export type Delivery = DeliveryState & {
  id: string
  kind: DeliveryKind
  linkId: string
  userId: string
  organizationId: string
  requestId: string
  createdAt: Instant
  /** The outcome of each attempt on record, by its number; null while there is none. */
  outcomes: Readonly<Record<number, AttemptOutcome | null>>
  link: { state: 'open' | 'redeemed' | 'revoked'; keyId: string | null }
  hasAddress: boolean
}

/** How one attempt ended, as it is put on record. */
export type FinishedAttempt = {
  number: number
  outcome: AttemptOutcome
  relay: string | null
  smtpCode: number | null
  enhancedCode: string | null
  detail: string
}

/** What a decision changes of one delivery; all of it is written together. */
export type Change = {
  before: Delivery
  after: Delivery
  /** An attempt that begins. */
  begun?: number
  finished?: readonly FinishedAttempt[]
  /** The link's key and its new lifetime. */
  opened?: { keyId: string; expiresAt: Instant }
  event?: 'delivery.redriven' | 'delivery.discarded'
}

/** What is decided of the requests that name one delivery: what changes, and an answer to each of them. */
export type Decision<Answer> = { change?: Change | undefined; answers: Answer[] }

export const isOpen = ({ status }: DeliveryState): boolean =>
  status === 'queued' || status === 'sending' || status === 'waiting'
