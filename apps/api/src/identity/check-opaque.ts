import { createHash } from 'node:crypto'
import { createLruCache } from './lru-cache.ts'
import { issuerAway, tokenInvalid } from './refusals.ts'
import type { Claims, Token } from './token.ts'

type Answer = { token: Token; expiresAtMs: number } | undefined
type Entry = { answer: Promise<Answer>; until: number }

const entriesMax = 10_000

type Dependencies = {
  introspect: (token: string) => Promise<Claims | undefined>
  read: (claims: Claims) => Token
  cacheMs: number
}

/**
 * Checks opaque tokens by introspection; rejects with an ApiError if the token is invalid. Valid and invalid tokens are
 * cached for `cacheMs` from the request on, valid ones until they expire at most. Concurrent calls with the same token
 * share one request. Only a hash of the token is stored.
 */
export function createCheckOpaque({
  introspect,
  read,
  cacheMs,
}: Dependencies): (token: string) => Promise<Token> {
  const entries = createLruCache<Entry>(entriesMax)

  function lookUp(token: string): Promise<Answer> {
    const key = createHash('sha256').update(token).digest('base64url')
    const cached = entries.get(key)
    if (cached && performance.now() < cached.until) return cached.answer
    const until = performance.now() + cacheMs
    const entry = { answer: introspect(token).then(toAnswer), until: Number.POSITIVE_INFINITY }
    entries.set(key, entry)
    entry.answer.then(
      () => {
        entry.until = until
      },
      () => entries.delete(key),
    )
    return entry.answer
  }

  function toAnswer(claims: Claims | undefined): Answer {
    return (
      claims && {
        token: read(claims),
        expiresAtMs: claims.exp === undefined ? Infinity : Number(claims.exp) * 1_000,
      }
    )
  }

  return async token => {
    const answer = await lookUp(token).catch(error => {
      throw issuerAway(error)
    })
    // An expiry that is not a number counts as expired.
    if (!answer || !(answer.expiresAtMs > Date.now())) throw tokenInvalid()
    return answer.token
  }
}
