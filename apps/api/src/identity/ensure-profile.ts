import type { Logger } from '@passlink/runtime'
import type { FoundProfile, Profile } from '@passlink/store'
import { ApiError } from '../api-error.ts'
import { createLruCache } from './lru-cache.ts'

/** Resolves when a profile of the user that is recent enough is stored, or rejects with an ApiError. */
export type EnsureProfile = (userId: string, token: string) => Promise<void>

type Dependencies = {
  find: (userId: string) => Promise<FoundProfile>
  lookUp: (userId: string, token: string) => Promise<Profile>
  save: (profile: Profile) => Promise<unknown>
  ageMaxMs: number
  log: Logger
}

const usersMax = 100_000
// Within this time a deleted user may still count as known, and a failed refresh of a profile is not retried.
const knownMsMax = 60_000

/**
 * Fetches the profile of a user from the issuer if the user is unknown, or if the stored profile is the issuer's and
 * older than `ageMaxMs`. If the refresh fails, the old profile stays in use. Concurrent calls with the same token share
 * one fetch.
 */
export function createEnsureProfile({ find, lookUp, save, ageMaxMs, log }: Dependencies): EnsureProfile {
  const knownUntil = createLruCache<number>(usersMax)
  const inFlight = new Map<string, { token: string; done: Promise<void> }>()

  async function ensure(userId: string, token: string): Promise<void> {
    if (performance.now() < (knownUntil.get(userId) ?? 0)) return
    const other = inFlight.get(userId)
    if (other?.token === token) return other.done
    if (other) {
      // The issuer may refuse the other token and accept this one.
      await other.done.catch(() => {})
      return ensure(userId, token)
    }
    const done = findOrRefresh(userId, token).finally(() => inFlight.delete(userId))
    inFlight.set(userId, { token, done })
    return done
  }

  async function findOrRefresh(userId: string, token: string) {
    const found = await find(userId)
    const freshMs = remainingMs(found, ageMaxMs)
    if (freshMs <= 0) await refresh(userId, token, found.source === 'unknown')
    const knownMs = Math.min(knownMsMax, freshMs > 0 ? freshMs : ageMaxMs)
    knownUntil.set(userId, performance.now() + knownMs)
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

function remainingMs(found: FoundProfile, ageMaxMs: number): number {
  if (found.source === 'issuer') return ageMaxMs - found.ageMs
  return found.source === 'directory' ? Number.POSITIVE_INFINITY : 0
}
