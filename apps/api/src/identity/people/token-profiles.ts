import type { FoundProfile, Profile } from '@passlink/store'
import type { Token } from '../tokens/token.ts'
import type { Bearer } from './fetch-userinfo.ts'
import { knownMsMax, type Profiles, type Refreshed } from './profiles.ts'

type Dependencies = {
  find: (userId: string) => Promise<FoundProfile>
  read: (bearer: Bearer) => Profile
  save: (profile: Profile) => Promise<unknown>
}

/**
 * Takes the profile of a user from the claims of their token, unless the stored one is from the directory or from a
 * newer token. The issuer is not asked.
 */
export function createTokenProfiles({ find, read, save }: Dependencies): Profiles {
  const known = new WeakMap<Token, { until: number; done: Promise<Refreshed> }>()

  async function findOrSave(bearer: Bearer): Promise<Refreshed> {
    if (isOutdated(await find(bearer.userId), bearer.token)) await save(read(bearer))
    return 'fresh'
  }

  return {
    async ensure(bearer) {
      const { token } = bearer
      const entry = known.get(token)
      if (entry && performance.now() < entry.until) return entry.done
      const done = findOrSave(bearer)
      known.set(token, { until: performance.now() + knownMsMax, done })
      done.catch(() => known.delete(token))
      return done
    },
    refresh: async () => 'fresh',
  }
}

function isOutdated(found: FoundProfile, { asOf }: Token): boolean {
  if (found.source === 'issuer') return asOf === null || found.asOf <= asOf
  return found.source === 'unknown'
}
