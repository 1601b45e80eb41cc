import { isOpen } from './protocol.ts'
import { attemptOf, type Mail, type Worker, type World } from './world.ts'

/** What must hold in every state, with the number of the promise if it is one. */
const promises: { text: string; holds: (world: World) => boolean }[] = [
  {
    text: '1: a call answered 200 is recorded',
    holds: ({ answered, delivery }) => !answered || delivery !== null,
  },
  {
    text: '1: a delivery has a reason exactly while it is dead',
    holds: ({ delivery }) => !delivery || (delivery.status === 'dead') === (delivery.deadReason !== null),
  },
  {
    text: '1: a delivery with a recorded acceptance is sent, and stays sent',
    holds: ({ acceptanceRecorded, delivery }) => !acceptanceRecorded || delivery?.status === 'sent',
  },
  {
    text: '1: a dead delivery is reopened only as often as an operator asks',
    holds: ({ delivery, redrivesAsked }) => !delivery || delivery.redrives <= redrivesAsked,
  },
  {
    text: '1: a discarded delivery is never reopened',
    holds: ({ delivery }) => !delivery || !(delivery.discarded && isOpen(delivery)),
  },
  {
    text: '2: every mail beyond the first is explained by an attempt recorded as unknown',
    holds: ({ mailbox, delivery }) =>
      mailbox.length <= 1 + (delivery?.attempts.filter(outcome => outcome === 'unknown').length ?? 0),
  },
  {
    text: '2: an attempt is unknown only when its worker died or fell silent, or an answer was lost',
    holds: ({ delivery, excused }) =>
      !delivery?.attempts.some((outcome, index) => outcome === 'unknown' && !excused.includes(index + 1)),
  },
  {
    text: '2: an attempt keeps its claim until it lapses or has an outcome',
    holds: ({ delivery, workers, excused }) =>
      !delivery ||
      delivery.status === 'sending' ||
      delivery.status === 'sent' ||
      delivery.attempts.at(-1) !== null ||
      excused.includes(delivery.attempts.length) ||
      !workers.some(worker => attemptOf(worker) === delivery.attempts.length),
  },
  {
    text: '2: no attempt begins to send under a lapsed claim',
    holds: ({ mailbox }) => !mailbox.some(({ lapsedWhenBegun }) => lapsedWhenBegun),
  },
  {
    text: '2: no mail is sent that was recorded as sent when its content was about to leave',
    holds: ({ mailbox }) => !mailbox.some(({ sentWhenAsked }) => sentWhenAsked),
  },
  {
    text: '3: no attempt is claimed for a link that is unusable',
    holds: ({ mailbox, workers }) =>
      ![...mailbox, ...mailsOf(workers)].some(({ unusableWhenClaimed }) => unusableWhenClaimed),
  },
  {
    text: 'no attempt is claimed while its mails are paused',
    holds: ({ mailbox, workers }) =>
      ![...mailbox, ...mailsOf(workers)].some(({ pausedWhenClaimed }) => pausedWhenClaimed),
  },
  {
    text: '3: no mail carries a link that was unusable when its content was about to leave',
    holds: ({ mailbox }) => !mailbox.some(({ unusableWhenAsked }) => unusableWhenAsked),
  },
  {
    text: '4: the attempt after a deferral begins at another relay',
    holds: ({ workers }) => !mailsOf(workers).some(({ beganWhereDeferred }) => beganWhereDeferred),
  },
  {
    text: '4: what is no refusal ends a delivery only when its deadline has passed',
    holds: ({ delivery }) =>
      !delivery?.deadReason?.startsWith('the deadline') || delivery.deadlinePassed || delivery.discarded,
  },
]

const mailsOf = (workers: readonly Worker[]): Mail[] =>
  workers.flatMap(worker => ('mail' in worker ? worker.mail : []))

export function brokenPromise(world: World): string | undefined {
  return promises.find(({ holds }) => !holds(world))?.text
}
