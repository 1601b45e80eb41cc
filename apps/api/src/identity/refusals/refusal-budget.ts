import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { TooManyRefused } from './refusals.ts'

/** How many tokens of one address may be refused in a time. Counts are in memory. */
export type RefusalBudget = {
  /** Rejects with `TooManyRefused` if nothing is left; takes nothing. */
  check: (address: string) => Promise<void>
  /** Takes one. Rejects with `TooManyRefused` if nothing was left. */
  take: (address: string) => Promise<void>
}

export function createRefusalBudget({ max, windowMs }: { max: number; windowMs: number }): RefusalBudget {
  const limiter = new RateLimiterMemory({ points: max, duration: windowMs / 1_000 })
  return {
    async check(address) {
      const taken = await limiter.get(address)
      if (taken && taken.consumedPoints >= max) throw new TooManyRefused(taken.msBeforeNext)
    },
    async take(address) {
      await limiter.consume(address).catch((refused: RateLimiterRes) => {
        throw new TooManyRefused(refused.msBeforeNext)
      })
    },
  }
}
