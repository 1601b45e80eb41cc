import type { Logger } from '@passlink/runtime'
import type { FoundProfile, Profile } from '@passlink/store'
import { ApiError } from '../api-error.ts'
import { createRecent } from './recent.ts'

/** Resolves when a fresh enough profile of the person is stored, or rejects with an ApiError. */
export type EnsureProfile = (userId: string, token: string) => Promise<void>

type Dependencies = {
  find: (userId: string) => Promise<FoundProfile>
  lookUp: (userId: string, token: string) => Promise<Profile>
  save: (profile: Profile) => Promise<unknown>
  ageMaxMs: number
  log: Logger
}

const peopleMax = 100_000
// For so long a deleted person may still count as known, and a profile whose refresh failed is not refreshed again.
const memoryMs = 60_000

/**
 * Looks a person up at the issuer if they are unknown, or if their profile is from there and older than `ageMaxMs`; an old
 * profile serves while the issuer does not answer. Concurrent calls for one person share one lookup.
 */
export function createEnsureProfile({ find, lookUp, save, ageMaxMs, log }: Dependencies): EnsureProfile {
  const knownUntil = createRecent<number>(peopleMax)
  const underway = new Map<string, { token: string; end: Promise<void> }>()

  async function ensure(userId: string, token: string): Promise<void> {
    if (performance.now() < (knownUntil.get(userId) ?? 0)) return
    const other = underway.get(userId)
    if (other?.token === token) return other.end
    if (other) {
      // The issuer may refuse the other token and accept this one.
      await other.end.catch(() => {})
      return ensure(userId, token)
    }
    const end = makeSure(userId, token).finally(() => underway.delete(userId))
    underway.set(userId, { token, end })
    return end
  }

  async function makeSure(userId: string, token: string) {
    const found = await find(userId)
    const freshMs = freshFor(found, ageMaxMs)
    if (freshMs <= 0) await refresh(userId, token, found.source === 'unknown')
    const keepMs = Math.min(memoryMs, freshMs > 0 ? freshMs : ageMaxMs)
    knownUntil.set(userId, performance.now() + keepMs)
  }

  async function refresh(userId: string, token: string, isUnknown: boolean) {
    try {
      await save(await lookUp(userId, token))
    } catch (error) {
      if (isUnknown || !(error instanceof ApiError)) throw error
      log.warn({ err: error, userId }, 'a person was not refreshed from the issuer')
    }
  }

  return ensure
}

function freshFor(found: FoundProfile, ageMaxMs: number): number {
  if (found.source === 'issuer') return ageMaxMs - found.ageMs
  return found.source === 'directory' ? Number.POSITIVE_INFINITY : 0
}
