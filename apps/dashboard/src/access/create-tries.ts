import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'

/** So many failed tries of one address, and it is blocked for as long as `windowMs`. */
export type TriesLimit = { max: number; windowMs: number }

/** Counts, in memory, how often each address tried in vain to sign in. */
export type Tries = {
  /** Counts a try, before it is looked at. Resolves to in how many seconds the address may try again, if it is blocked. */
  take: (address: string) => Promise<number | undefined>
  /** Takes back a try that was not in vain. */
  giveBack: (address: string) => Promise<void>
}

export function createTries({ max, windowMs }: TriesLimit): Tries {
  const seconds = windowMs / 1_000
  const limiter = new RateLimiterMemory({ points: max, duration: seconds, blockDuration: seconds })
  return {
    take: address =>
      limiter.consume(address).then(
        () => undefined,
        ({ msBeforeNext }: RateLimiterRes) => Math.max(1, Math.ceil(msBeforeNext / 1_000)),
      ),
    giveBack: async address => void (await limiter.reward(address)),
  }
}
