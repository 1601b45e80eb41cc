import type { DueDelivery, Verdict } from '@passlink/queue'
import { type DeclinedClaim, kindOfScope } from '@passlink/store'
import { declined } from '../verdicts.ts'
import type { Pauses } from './watch-pauses.ts'

type Deliver = (delivery: DueDelivery) => Promise<Verdict>

// Mails that ended while all were paused may have left a long row of jobs.
const afterMailMs = 300_000

/**
 * Like `deliver`, but a mail that has ended, or whose organization is paused, gives its job back before it takes a permit,
 * which would cost the mails of others a turn of their relay's rate. Looks only while some organization or all mail is
 * paused, and for five minutes after all mail was; the claim looks always.
 */
export function unlessPaused(
  deliver: Deliver,
  { inForce, onChange }: Pick<Pauses, 'inForce' | 'onChange'>,
  findPaused: (delivery: DueDelivery) => Promise<DeclinedClaim | null>,
): Deliver {
  let mailPausedUntil = Number.NEGATIVE_INFINITY
  function noteMail() {
    if (inForce().some(({ scope }) => scope === 'mail')) mailPausedUntil = Number.POSITIVE_INFINITY
    else mailPausedUntil = Math.min(mailPausedUntil, performance.now())
  }
  onChange(noteMail)
  noteMail()
  const looks = () =>
    performance.now() < mailPausedUntil + afterMailMs ||
    inForce().some(({ scope }) => kindOfScope(scope) === 'organization')

  return async delivery => {
    if (!looks()) return deliver(delivery)
    const found = await findPaused(delivery).catch(() => null)
    return found ? declined(found) : deliver(delivery)
  }
}
