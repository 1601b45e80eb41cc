import { createLruCache, type Logger } from '@passlink/runtime'
import type { FoundProfile, Profile } from '@passlink/store'
import { ApiError } from '../../api-error.ts'
import type { Bearer } from './fetch-userinfo.ts'
import { knownMsMax, type Profiles, type Refreshed } from './profiles.ts'

type Dependencies = {
  find: (userId: string) => Promise<FoundProfile>
  lookUp: (bearer: Bearer) => Promise<Profile>
  save: (profile: Profile) => Promise<unknown>
  ageMaxMs: number
  log: Logger
}

type Work = { sentToken: string; done: Promise<Refreshed> }
type Known = { until: number; askedAt: number }

const usersMax = 100_000

/**
 * Asks the issuer for the profile of a user who is unknown, or whose stored profile is the issuer's and older than
 * `ageMaxMs`. If asking fails, the old profile stays in use. Concurrent calls of a user share one request.
 */
export function createUserinfoProfiles({ find, lookUp, save, ageMaxMs, log }: Dependencies): Profiles {
  const known = createLruCache<Known>(usersMax)
  const inFlight = new Map<string, Work>()

  async function update(bearer: Bearer, maxMs: number): Promise<Refreshed> {
    const { userId, sentToken } = bearer
    const other = inFlight.get(userId)
    if (!other) {
      const done = findOrAsk(bearer, maxMs).finally(() => inFlight.delete(userId))
      inFlight.set(userId, { sentToken, done })
      return done
    }
    const outcome = await outcomeFor(bearer, other)
    const isEnough = outcome !== undefined && (outcome !== 'fresh' || maxMs > 0)
    return isEnough ? outcome : update(bearer, maxMs)
  }

  async function findOrAsk(bearer: Bearer, maxMs: number): Promise<Refreshed> {
    const found = await find(bearer.userId)
    const freshMs = remainingMs(found, maxMs)
    const askedAt = performance.now()
    const outcome = freshMs > 0 ? 'fresh' : await ask(bearer, found.source === 'unknown')
    const until = performance.now() + Math.min(knownMsMax, freshMs > 0 ? freshMs : ageMaxMs)
    known.set(bearer.userId, { until, askedAt: outcome === 'asked' ? askedAt : Number.NEGATIVE_INFINITY })
    return outcome
  }

  async function ask(bearer: Bearer, isUnknown: boolean): Promise<Refreshed> {
    try {
      await save(await lookUp(bearer))
      return 'asked'
    } catch (error) {
      if (isUnknown || !(error instanceof ApiError)) throw error
      log.warn({ err: error, userId: bearer.userId }, 'a person was not refreshed from the issuer')
      return 'failed'
    }
  }

  return {
    async ensure(bearer) {
      const entry = known.get(bearer.userId)
      return entry && performance.now() < entry.until ? 'fresh' : update(bearer, ageMaxMs)
    },
    async refresh(bearer, since) {
      const entry = known.get(bearer.userId)
      return entry && entry.askedAt > since ? 'asked' : update(bearer, 0)
    },
  }
}

// The issuer may refuse the other token and accept this one.
function outcomeFor({ sentToken }: Bearer, other: Work): Promise<Refreshed | undefined> {
  return other.done.catch(error => {
    if (other.sentToken === sentToken) throw error
    return undefined
  })
}

function remainingMs(found: FoundProfile, ageMaxMs: number): number {
  if (found.source === 'issuer') return ageMaxMs - found.ageMs
  return found.source === 'directory' ? Number.POSITIVE_INFINITY : 0
}
