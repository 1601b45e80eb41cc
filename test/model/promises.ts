import { isOpen } from './protocol.ts'
import type { World } from './world.ts'

/** What must hold in every state, with the number of the promise. */
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
    text: '2: no attempt begins to send under a lapsed claim',
    holds: ({ mailbox }) => !mailbox.some(({ lapsedWhenBegun }) => lapsedWhenBegun),
  },
  {
    text: '3: no mail carries a link that was already unusable when the attempt was claimed',
    holds: ({ mailbox }) => !mailbox.some(({ unusableWhenClaimed }) => unusableWhenClaimed),
  },
]

export function brokenPromise(world: World): string | undefined {
  return promises.find(({ holds }) => !holds(world))?.text
}
