import type { Logger } from '@passlink/runtime'
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { createCachedLoad } from './cached-load.ts'

const ageMaxMs = 10 * 60_000
const coolDownMs = 30_000

/** All keys of one fetch. */
export type KeySet = ReturnType<typeof createLocalJWKSet>

export type Keys = {
  /** Finds the key of a token's signature, and the set that it is in. */
  find: (...signature: Parameters<JWTVerifyGetKey>) => Promise<{ key: Key; keySet: KeySet }>
  /** The set that `find` uses first; undefined before the first fetch. */
  current: () => Promise<KeySet | undefined>
}

type Key = Awaited<ReturnType<KeySet>>

/**
 * The issuer's keys, fetched when first needed. They are fetched again for a token with an unknown key, at most once in
 * 30 s, and when they are 10 minutes old. If that fails, the current keys stay in use.
 */
export function createKeys(fetchKeys: () => Promise<JSONWebKeySet>, log: Logger): Keys {
  let newest: KeySet | undefined
  let freshUntil = 0

  async function load() {
    const loaded = createLocalJWKSet(await fetchKeys())
    freshUntil = performance.now() + ageMaxMs
    newest = loaded
    return loaded
  }
  const loadFirst = createCachedLoad(load)
  const loadAgain = createCachedLoad(load, coolDownMs)

  async function refresh() {
    // Until the next refresh, calls use the current keys.
    freshUntil = performance.now() + coolDownMs
    await load().catch(error => log.warn({ err: error }, 'the keys of the issuer were not refreshed'))
  }

  async function current() {
    if (newest && performance.now() >= freshUntil) await refresh()
    return newest
  }

  const findIn = async (keySet: KeySet, signature: Parameters<JWTVerifyGetKey>) => ({
    key: await keySet(...signature),
    keySet,
  })

  return {
    current,
    async find(...signature) {
      const known = (await current()) ?? (await loadFirst())
      try {
        return await findIn(known, signature)
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
        await loadAgain()
        return findIn(newest ?? known, signature)
      }
    },
  }
}
