import type { DueDelivery } from '@passlink/queue'
import type { DeclinedClaim } from '@passlink/store'
import { answerWithin } from './answer-within.ts'

/**
 * `acquire` resolves to a permit for one attempt when one is available, or to undefined when the worker stops or
 * `giveUp` is aborted, after which it begins nothing.
 */
export type Gate<Permit> = { acquire: (giveUp: AbortSignal) => Promise<Permit | undefined> }

/** Finds how a delivery ended while it waited for a permit; null if it is open. */
export type FindEnd = (deliveryId: string) => Promise<DeclinedClaim | null>

const lookMs = 5_000

/**
 * Acquires a permit for an attempt at a delivery, which may end meanwhile, at its deadline; then resolves to its end. A job
 * that redrives a delivery is not ended by that.
 */
export async function acquireUnlessEnded<Permit extends { release: () => void }>(
  gate: Gate<Permit>,
  { deliveryId, redriveAfter }: DueDelivery,
  findEnd: FindEnd,
): Promise<Permit | DeclinedClaim | undefined> {
  const giveUp = new AbortController()
  const acquiring = gate.acquire(giveUp.signal)
  if (redriveAfter !== undefined) return acquiring
  for (;;) {
    const permit = await answerWithin(lookMs, acquiring)
    if (permit !== null) return permit
    const end = await findEnd(deliveryId).catch(() => null)
    if (!end) continue
    giveUp.abort()
    acquiring.then(unused => unused?.release())
    return end
  }
}
