import type { Logger } from '@passlink/runtime'
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { createCachedLoad } from './cached-load.ts'

const ageMaxMs = 10 * 60_000
const coolDownMs = 30_000

/**
 * The issuer's keys, fetched when first needed. They are fetched again for a token with an unknown key, at most once in
 * 30 s, and when they are 10 minutes old. If that fails, the current keys stay in use.
 */
export function createKeys(fetchKeys: () => Promise<JSONWebKeySet>, log: Logger): JWTVerifyGetKey {
  let find: ReturnType<typeof createLocalJWKSet> | undefined
  let freshUntil = 0

  async function load() {
    const loaded = createLocalJWKSet(await fetchKeys())
    freshUntil = performance.now() + ageMaxMs
    find = loaded
    return loaded
  }
  const loadFirst = createCachedLoad(load)
  const loadAgain = createCachedLoad(load, coolDownMs)

  async function refresh() {
    // Until the next refresh, calls use the current keys.
    freshUntil = performance.now() + coolDownMs
    await load().catch(error => log.warn({ err: error }, 'the keys of the issuer were not refreshed'))
  }

  return async (header, token) => {
    if (find && performance.now() >= freshUntil) await refresh()
    const known = find ?? (await loadFirst())
    try {
      return await known(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      await loadAgain()
      return (find ?? known)(header, token)
    }
  }
}
