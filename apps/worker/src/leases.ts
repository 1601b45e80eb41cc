/** Holds a claim until let go. `isHeld` turns false, for good, once nobody can be sure any more that no other has it. */
export type Lease = { isHeld: () => boolean; letGo: () => void }

/** Keeps renewing what is held; `stop` ends the renewing. `since` is when the claim was asked for, as `performance.now()`. */
export type Leases<Claim> = { hold: (claim: Claim, since: number) => Lease; stop: () => void }

/**
 * Renews all held claims together three times a lease; `renew` says of each whether it is still held. A renewal that fails
 * is left to the next.
 */
export function startLeases<Claim>(
  renew: (claims: Claim[]) => Promise<boolean[]>,
  { leaseMs, onError }: { leaseMs: number; onError: (error: unknown) => void },
): Leases<Claim> {
  const held = new Set<{ claim: Claim; until: number }>()

  async function renewAll() {
    const since = performance.now()
    const leases = [...held]
    const answers = await renew(leases.map(({ claim }) => claim))
    for (const [index, lease] of leases.entries()) {
      const isOurs = answers[index] && performance.now() < lease.until
      lease.until = isOurs ? since + leaseMs : Number.NEGATIVE_INFINITY
    }
  }

  const timer = setInterval(() => {
    if (held.size > 0) renewAll().catch(onError)
  }, leaseMs / 3)
  return {
    hold(claim, since) {
      const lease = { claim, until: since + leaseMs }
      held.add(lease)
      return { isHeld: () => performance.now() < lease.until, letGo: () => held.delete(lease) }
    },
    stop: () => clearInterval(timer),
  }
}
