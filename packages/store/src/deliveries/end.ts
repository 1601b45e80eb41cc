import type { Instant } from '../database/values.ts'
import type { Change, Delivery, FinishedAttempt } from './delivery.ts'

/**
 * Why all relays are paused, if they are, and why webhooks cannot be sent now, if that is known. The reason of an overdue
 * delivery tells it.
 */
export type EndTerms = { relaysPaused?: string | null; webhookTrouble?: string | null }

const paused = {
  mail: 'mail was paused',
  webhook: 'webhooks were paused',
  organization: 'mail of the organization was paused',
}

/** Why a delivery that is open, or is being redriven, must end as dead; undefined if it need not. */
export function reasonToEnd(
  delivery: Delivery,
  now: Instant,
  { redriving = false, ...terms }: EndTerms & { redriving?: boolean } = {},
): string | undefined {
  const { kind, link, deadline, hasAddress, suppression } = delivery
  if (kind === 'link' && link.state === 'redeemed') return 'the link was redeemed already'
  if (kind === 'link' && link.state === 'revoked') return 'the link was revoked'
  if (deadline <= now && !redriving) return overdueReason(delivery, terms)
  if (kind !== 'webhook' && !hasAddress) return 'the person has no verified address any more'
  // Notices are about safety: whoever could suppress them could add a passkey unnoticed.
  if (kind === 'link' && suppression !== null) return `the address is suppressed: ${suppression}`
  return undefined
}

function overdueReason({ kind, pause }: Delivery, { relaysPaused, webhookTrouble }: EndTerms): string {
  if (pause) return `the deadline passed while ${paused[pause.kind]}: ${pause.reason}`
  if (kind === 'webhook')
    return `the deadline passed before the webhook could be sent${webhookTrouble ? `: ${webhookTrouble}` : ''}`
  return relaysPaused
    ? `the deadline passed while all relays were paused: ${relaysPaused}`
    : 'the deadline passed before the mail could be sent'
}

/** Whether an open delivery can be claimed: it has no claim, or its claim has lapsed. */
export function isFree({ status, claimedUntil }: Delivery, now: Instant): boolean {
  return status === 'queued' || status === 'waiting' || (status === 'sending' && hasLapsed(claimedUntil, now))
}

export const hasLapsed = (claimedUntil: Instant | null, now: Instant) =>
  claimedUntil !== null && claimedUntil <= now

/** Ends a delivery as dead. An attempt without an outcome is written off. */
export function endAsDead(before: Delivery, cause: string, now: Instant): Change & { reason: string } {
  const reason = cause + arrivalWarning(before, before.status === 'sending')
  const state = { status: 'dead' as const, dueAt: null, claimedUntil: null, deadAt: now, deadReason: reason }
  return { before, after: { ...before, ...state }, finished: writeOff(before), reason }
}

/** The suffix of a reason for death if the answer to an attempt was lost, else an empty string. */
export function arrivalWarning({ outcomes }: Delivery, wasLostNow: boolean): string {
  const wasLost = wasLostNow || Object.values(outcomes).includes('unknown')
  return wasLost ? '; the answer to an attempt was lost: the mail may have arrived' : ''
}

/** Marks the attempt that a worker began without recording its outcome as `unknown`. */
export function writeOff({ status, attempts, outcomes }: Delivery): FinishedAttempt[] {
  if (status !== 'sending' || outcomes[attempts] !== null) return []
  const detail = "the worker ended before the relay's answer was recorded"
  const noReply = { relay: null, smtpCode: null, enhancedCode: null, command: null }
  return [{ ...noReply, number: attempts, outcome: 'unknown', detail }]
}
