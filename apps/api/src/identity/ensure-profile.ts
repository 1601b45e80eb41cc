import type { Logger } from '@passlink/runtime'
import type { FoundProfile, Profile } from '@passlink/store'
import { ApiError } from '../api-error.ts'
import { createRecent } from './recent.ts'

/** Resolves when the person is known and what we know of them is fresh enough, or rejects with an ApiError. */
export type EnsureProfile = (userId: string, token: string) => Promise<void>

type Parts = {
  find: (userId: string) => Promise<FoundProfile>
  /** Asks the issuer. */
  lookUp: (userId: string, token: string) => Promise<Profile>
  save: (profile: Profile) => Promise<unknown>
  ageMaxMs: number
  log: Logger
}

const peopleMax = 100_000
// So long a person who is deleted meanwhile may be taken for known, and one whom the issuer did not refresh is left alone.
const memoryMs = 60_000

/**
 * Looks people up at the issuer who are unknown, or known from there for longer than `ageMaxMs`; the latter make do
 * with what is known when it does not answer. Whoever calls meanwhile for the same person waits for the one lookup.
 */
export function createEnsureProfile({ find, lookUp, save, ageMaxMs, log }: Parts): EnsureProfile {
  const knownUntil = createRecent<number>(peopleMax)
  const underway = new Map<string, { token: string; end: Promise<void> }>()

  async function ensure(userId: string, token: string): Promise<void> {
    if (performance.now() < (knownUntil.get(userId) ?? 0)) return
    const other = underway.get(userId)
    if (other?.token === token) return other.end
    if (other) {
      // The issuer may refuse to tell with one token what it tells with the next.
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
