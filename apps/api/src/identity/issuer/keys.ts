import { createLruCache } from '@passlink/runtime'
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { KeyPending } from '../refusals/refusals.ts'
import { refuseForeignIssuer } from './unverified-issuer.ts'

// So often the issuer is asked for the sake of unknown keys, however many tokens name one.
const pauseMs = 5_000
// While there are no keys, calls ask for them once in this time.
const retryMs = 1_000
const absentMax = 1_000

/** All keys of the issuer at one time. */
export type KeySet = ReturnType<typeof createLocalJWKSet>

type Signature = Required<Parameters<JWTVerifyGetKey>>
type Found = { key: Awaited<ReturnType<KeySet>>; keySet: KeySet }

export type Keys = {
  /**
   * Finds the key of a token's signature, and the set that it is in. An unknown key is looked for at the issuer, once in
   * 5 s for all tokens together. In between it cannot be told from a new one: UNAVAILABLE, unless the issuer was asked for
   * it in vain or has withdrawn it.
   */
  find: (...signature: Signature) => Promise<Found>
  /**
   * For a signature without a key's id that no key of `keySet` verifies: resolves once there is another set, which may have
   * the key, else rejects. The issuer is asked as for an unknown key.
   */
  untilReplaced: (keySet: KeySet | undefined, ...signature: Signature) => Promise<void>
  /** The set that `find` looks in first; undefined while there are no keys. */
  current: () => KeySet | undefined
  /** Takes what the issuer publishes now. The same keys stay the same set. */
  replace: (jwks: JSONWebKeySet | undefined) => void
}

type Dependencies = {
  /** Loads the keys and resolves with 0, or with the milliseconds until that is possible, see `keepLoaded`. */
  demand: (pauseMs: number) => Promise<number>
  issuer: () => string | undefined
}

export function createKeys({ demand, issuer }: Dependencies): Keys {
  let newest: KeySet | undefined
  let published = ''
  let ids = new Set<unknown>()
  let absent = createLruCache<true>(absentMax)

  async function findIn(keySet: KeySet | undefined, signature: Signature): Promise<Found> {
    if (!keySet) throw new Error('the issuer publishes no keys')
    return { key: await keySet(...signature), keySet }
  }

  async function lookForNew<Value>(id: string, look: () => Promise<Value>): Promise<Value> {
    const undecided = await demand(pauseMs).then(
      retryInMs => (retryInMs > 0 ? new KeyPending(retryInMs) : undefined),
      error => error,
    )
    return look().catch(error => {
      if (undecided && !absent.get(id)) throw undecided
      absent.set(id, true)
      throw error
    })
  }

  return {
    current: () => newest,
    replace(jwks) {
      const keys = JSON.stringify(jwks)
      if (keys === published) return
      newest = jwks === undefined ? undefined : createLocalJWKSet(jwks)
      published = keys
      const former = ids
      ids = new Set(jwks?.keys.map(({ kid }) => kid))
      absent = createLruCache(absentMax)
      for (const id of former) if (!ids.has(id)) absent.set(String(id), true)
    },
    async find(...signature) {
      if (!newest) await demand(retryMs)
      return findIn(newest, signature).catch(error => {
        const [{ kid }, token] = signature
        // A known key that does not fit the algorithm of the token is none that could be new.
        const isUnknown = kid === undefined || !ids.has(kid)
        if (!(error instanceof errors.JWKSNoMatchingKey) || !isUnknown) throw error
        refuseForeignIssuer(token, issuer())
        return lookForNew(String(kid), () => findIn(newest, signature))
      })
    },
    async untilReplaced(keySet, ...[, token]) {
      refuseForeignIssuer(token, issuer())
      const expectReplaced = async () => {
        if (newest === keySet) throw new errors.JWSSignatureVerificationFailed()
      }
      await expectReplaced().catch(() => lookForNew(`signature ${token.signature}`, expectReplaced))
    },
  }
}
