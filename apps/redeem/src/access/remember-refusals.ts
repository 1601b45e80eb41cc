import type { Limit } from '@passlink/store'
import { RateLimiterMemory } from 'rate-limiter-flexible'

/** Takes one from a subject's limit. Resolves with 0, or with the milliseconds until the next if none is left. */
export type Take = (subject: string, limit: Limit) => Promise<number>

export type RememberedTake = {
  take: Take
  /** The milliseconds until the next for a subject that was refused before, else 0; takes nothing. */
  refusedForMs: (subject: string) => Promise<number>
}

const rememberedMsMax = 86_400_000

/**
 * Answers for a subject that was refused out of memory until its next is due, so that a flood costs the database nothing.
 * Memory is bounded by what the limits let through: only one who has used a whole limit is refused.
 */
export function rememberRefusals(take: Take): RememberedTake {
  const refused = new RateLimiterMemory({ points: 1, duration: 1 })
  const refusedForMs = async (subject: string) => (await refused.get(subject))?.msBeforeNext ?? 0
  return {
    refusedForMs,
    async take(subject, limit) {
      const knownMs = await refusedForMs(subject)
      if (knownMs > 0) return knownMs
      const retryInMs = await take(subject, limit)
      if (retryInMs > 0) await refused.block(subject, Math.min(retryInMs, rememberedMsMax) / 1_000)
      return retryInMs
    },
  }
}
