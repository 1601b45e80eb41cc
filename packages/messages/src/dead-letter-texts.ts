/** Texts about dead letters for operators, on the dashboard and in the terminal. In English only. */

/** By the outcome of an attempt; `none` is for deliveries without an attempt. */
export const outcomes = {
  accepted: 'accepted',
  rejected: 'rejected',
  deferred: 'deferred',
  not_sent: 'not sent',
  unknown: 'unknown',
  none: 'no attempt',
}

/** By the step of the SMTP conversation to which the outcome of an attempt belongs. */
export const commands: Readonly<Record<string, string>> = {
  connect: 'connecting',
  greeting: 'the greeting',
  login: 'EHLO, STARTTLS or AUTH',
  mail: 'MAIL',
  rcpt: 'RCPT',
  data: 'DATA',
  block: 'the content',
  dot: 'the final dot',
}

/** By the kind of a delivery. */
export const kinds = {
  link: 'a link',
  notice: 'the notice that a passkey was added or removed',
  webhook: 'a webhook',
}

/** By the kind of a report about a sent mail. */
export const reports = { delayed: 'Delayed', bounced: 'Came back', complained: 'Reported as unwanted' }

export const mayHaveArrived = 'A relay’s answer was lost, so the mail may have arrived.'

/** By the change that an operator made, and its outcome for one delivery. */
export const changes = {
  redrive: {
    redriven: 'redriven',
    open: 'not redriven: open already',
    sent: 'not redriven: sent already',
    discarded: 'not redriven: discarded',
    redeemed: 'not redriven: the link was redeemed',
    revoked: 'not redriven: the link was revoked',
    address_missing: 'not redriven: the person has no verified address',
    address_suppressed: 'not redriven: mail to the person’s address does not arrive',
    died_again: 'not redriven: died again meanwhile',
    busy: 'not redriven: in use right now',
    unknown: 'not redriven: no such delivery',
  },
  discard: {
    discarded: 'discarded',
    open: 'not discarded: open',
    sent: 'not discarded: sent already',
    died_again: 'not discarded: died again meanwhile',
    busy: 'not discarded: in use right now',
    unknown: 'not discarded: no such delivery',
  },
}

/** By the change that an operator made while the queue was unavailable. */
export const queueAway = {
  redrive: 'The queue is away. Reconcile will enqueue them as soon as it is back.',
  discard: 'The queue is away. Their failed jobs stay in it; retrying those mails nothing.',
}

/** A count with its noun: `1 dead letter`, `1,234 dead letters`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}
