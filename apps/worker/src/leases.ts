import { every, type Repeated } from '@passlink/runtime'
import type { Renewal } from '@passlink/store'

/**
 * A claim that is renewed until it is released. `isValid` is false, permanently, once another worker may have claimed
 * the delivery.
 */
export type Lease = { isValid: () => boolean; release: () => void }

/** Renews claims. `since` is the time at which the claim was requested, as of `performance.now()`. */
export type Leases<Claim> = { add: (claim: Claim, since: number) => Lease; stop: Repeated['stop'] }

/**
 * Renews all claims together, three times per lease. A renewal that fails or is `busy` is tried again with the next.
 */
export function startLeases<Claim>(
  renew: (claims: Claim[]) => Promise<Renewal[]>,
  { leaseMs, onError }: { leaseMs: number; onError: (error: unknown) => void },
): Leases<Claim> {
  const leases = new Set<{ claim: Claim; until: number }>()

  async function renewAll() {
    if (leases.size === 0) return
    const since = performance.now()
    const renewing = [...leases]
    const renewals = await renew(renewing.map(({ claim }) => claim))
    for (const [index, lease] of renewing.entries()) {
      const renewal = renewals[index]
      if (renewal === 'lost' || performance.now() >= lease.until) lease.until = Number.NEGATIVE_INFINITY
      else if (renewal === 'renewed') lease.until = since + leaseMs
    }
  }

  const renewals = every(leaseMs / 3, renewAll, { onError })
  return {
    add(claim, since) {
      const lease = { claim, until: since + leaseMs }
      leases.add(lease)
      return { isValid: () => performance.now() < lease.until, release: () => leases.delete(lease) }
    },
    stop: renewals.stop,
  }
}
