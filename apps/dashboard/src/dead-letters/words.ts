import type { AttemptOutcome, DeliveryKind, DiscardOutcome, RedriveOutcome } from '@passlink/store'
import type { ChangeName } from './changes.ts'

/** What operators read of dead letters, on the pages and in the terminal. */

export const outcomeWords = {
  accepted: 'accepted',
  rejected: 'rejected',
  deferred: 'deferred',
  not_sent: 'not sent',
  unknown: 'unknown',
  none: 'no attempt',
} satisfies Record<AttemptOutcome | 'none', string>

export const kindWords = {
  link: 'a link',
  notice: 'the notice that a passkey was added',
  webhook: 'a webhook',
} satisfies Record<DeliveryKind, string>

export const maybeArrived = 'A relay’s answer was lost, so the mail may have arrived.'

export const changeWords = {
  redrive: {
    redriven: 'redriven',
    open: 'not redriven: open already',
    sent: 'not redriven: sent already',
    discarded: 'not redriven: discarded',
    redeemed: 'not redriven: the link was redeemed',
    revoked: 'not redriven: the link was revoked',
    address_missing: 'not redriven: the person has no verified address',
    unknown: 'not redriven: no such delivery',
  } satisfies Record<RedriveOutcome, string>,
  discard: {
    discarded: 'discarded',
    open: 'not discarded: open',
    sent: 'not discarded: sent already',
    unknown: 'not discarded: no such delivery',
  } satisfies Record<DiscardOutcome, string>,
} as const satisfies Record<ChangeName, Record<string, string>>

export const queueAwayWords = {
  redrive: 'The queue is away. Reconcile will enqueue them as soon as it is back.',
  discard: 'The queue is away. Their failed jobs stay in it; retrying those mails nothing.',
} satisfies Record<ChangeName, string>

/** `1 dead letter`, `1,234 dead letters`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}
