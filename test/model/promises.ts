import { isOpen } from './protocol.ts'
import type { World } from './world.ts'

/** What no state may break, under the number of the promise. */
const promises: { says: string; holds: (world: World) => boolean }[] = [
  {
    says: '1: what was answered 200 is recorded',
    holds: ({ answered, delivery }) => !answered || delivery !== null,
  },
  {
    says: '1: what is dead says why',
    holds: ({ delivery }) => !delivery || (delivery.status === 'dead') === (delivery.deadReason !== null),
  },
  {
    says: '1: what a relay was recorded to have accepted is sent, and stays so',
    holds: ({ acceptanceRecorded, delivery }) => !acceptanceRecorded || delivery?.status === 'sent',
  },
  {
    says: '1: what is dead is opened again only as often as an operator asks',
    holds: ({ delivery, redrivesAsked }) => !delivery || delivery.redrives <= redrivesAsked,
  },
  {
    says: '1: what is discarded is never opened again',
    holds: ({ delivery }) => !delivery || !(delivery.discarded && isOpen(delivery)),
  },
  {
    says: '2: every copy but one is on record as an unknown attempt',
    holds: ({ mailbox, delivery }) =>
      mailbox.length <= 1 + (delivery?.attempts.filter(outcome => outcome === 'unknown').length ?? 0),
  },
  {
    says: '2: an attempt is unknown only when its worker died or fell silent, or when an answer was lost',
    holds: ({ delivery, excused }) =>
      !delivery?.attempts.some((outcome, index) => outcome === 'unknown' && !excused.includes(index + 1)),
  },
  {
    says: '2: no attempt whose claim has lapsed begins to hand over',
    holds: ({ mailbox }) => !mailbox.some(({ lapsedWhenBegun }) => lapsedWhenBegun),
  },
  {
    says: '3: no mail carries a link that could not be used any more when the attempt was claimed',
    holds: ({ mailbox }) => !mailbox.some(({ unusableWhenClaimed }) => unusableWhenClaimed),
  },
]

export function brokenPromise(world: World): string | undefined {
  return promises.find(({ holds }) => !holds(world))?.says
}
