import type { Logger } from '@passlink/runtime'
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { createKept } from './kept.ts'

const ageMaxMs = 10 * 60_000
const coolDownMs = 30_000

/**
 * The issuer's keys, fetched when first needed. A key that is not among them has them fetched anew, at most once in
 * 30 s; so does their age of 10 minutes, and while that fails the keys we have go on being used.
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
  const loadFirst = createKept(load)
  const loadAgain = createKept(load, coolDownMs)

  async function refresh() {
    // Calls that come meanwhile, and until the next try, use the keys we have.
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
