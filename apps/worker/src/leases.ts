/** Keeps renewing what is held until it is let go; `stop` ends the renewing. */
export type Leases<Claim> = { hold: (claim: Claim) => () => void; stop: () => void }

/** Renews all held claims together every `everyMs`. A renewal that fails is left to the next. */
export function startLeases<Claim>(
  renew: (claims: Claim[]) => Promise<void>,
  { everyMs, onError }: { everyMs: number; onError: (error: unknown) => void },
): Leases<Claim> {
  const held = new Set<Claim>()
  const timer = setInterval(() => {
    if (held.size > 0) renew([...held]).catch(onError)
  }, everyMs)
  return {
    hold(claim) {
      held.add(claim)
      return () => held.delete(claim)
    },
    stop: () => clearInterval(timer),
  }
}
