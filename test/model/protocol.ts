import type { AttemptOutcome } from '@passlink/store'
import type { Guards } from './guards.ts'

/**
 * What Postgres knows of one delivery, its attempts and its link. Instants are told by whether they have passed: `lapsed`
 * is `claimed_until` while sending, `due` is `due_at` while waiting.
 */
export type Delivery = {
  status: 'queued' | 'sending' | 'waiting' | 'sent' | 'dead'
  /** The outcome of each attempt begun; null while there is none. */
  attempts: readonly (AttemptOutcome | null)[]
  deferrals: number
  lapsed: boolean
  due: boolean
  deadlinePassed: boolean
  deadReason: string | null
  discarded: boolean
  redrives: number
  link: 'open' | 'redeemed' | 'revoked'
  hasAddress: boolean
}

/** packages/store/src/record-links.ts */
export function record(): Delivery {
  return {
    status: 'queued',
    attempts: [],
    deferrals: 0,
    lapsed: false,
    due: false,
    deadlinePassed: false,
    deadReason: null,
    discarded: false,
    redrives: 0,
    link: 'open',
    hasAddress: true,
  }
}

/** packages/store/src/open-deliveries.ts */
export function isOpen({ status }: Delivery): boolean {
  return status === 'queued' || status === 'sending' || status === 'waiting'
}

/** packages/store/src/may-have-arrived.ts: what a reason for death ends with where an answer was lost. */
export function mayHaveArrived({ attempts }: Delivery, certainly: boolean): string {
  return certainly || attempts.includes('unknown')
    ? '; the answer to an attempt was lost: the mail may have arrived'
    : ''
}

/** packages/store/src/renew-claims.ts */
export function renew(delivery: Delivery, attempt: number): { delivery: Delivery; held: boolean } {
  const held = delivery.status === 'sending' && delivery.attempts.length === attempt
  return { held, delivery: held && delivery.lapsed ? { ...delivery, lapsed: false } : delivery }
}

/** packages/store/src/redrive-deliveries.ts */
export function redrive(delivery: Delivery, guards: Guards): { delivery: Delivery; outcome: string } {
  const outcome = redriveOutcome(delivery, guards)
  if (outcome !== 'redriven') return { delivery, outcome }
  return { outcome, delivery: { ...startOver(delivery, guards), status: 'queued' } }
}

function redriveOutcome({ status, discarded, link, hasAddress }: Delivery, guards: Guards): string {
  if (guards.redriveChecksDead && status === 'sent') return 'sent'
  if (guards.redriveChecksDead && status !== 'dead') return 'open'
  if (guards.redriveChecksDiscarded && discarded) return 'discarded'
  if (link !== 'open') return link
  return hasAddress ? 'redriven' : 'address_missing'
}

/** What a redrive sets back, whichever way it comes. */
export function startOver(delivery: Delivery, guards: Guards): Delivery {
  return {
    ...delivery,
    deadlinePassed: delivery.deadlinePassed && !guards.redriveStartsDeadlineAfresh,
    redrives: delivery.redrives + 1,
    deferrals: 0,
    deadReason: null,
  }
}

/** packages/store/src/dead-letters/discard-deliveries.ts */
export function discard(delivery: Delivery): { delivery: Delivery; outcome: string } {
  const { status, discarded, deadReason } = delivery
  if (status !== 'dead') return { delivery, outcome: status === 'sent' ? 'sent' : 'open' }
  if (discarded) return { delivery, outcome: 'discarded' }
  return {
    outcome: 'discarded',
    delivery: { ...delivery, discarded: true, deadReason: `discarded: ${deadReason}` },
  }
}
