import { createLruCache, Overloaded } from '@passlink/runtime'
import type { CheckToken } from '../authenticate.ts'
import type { Slots } from '../issuer/slots.ts'
import type { RefusalBudget } from '../refusals/refusal-budget.ts'
import { issuerAway, TokenRefused, TooManyRefused } from '../refusals/refusals.ts'
import { hashToken } from './hash-token.ts'
import { createRefusedTokens } from './refused-tokens.ts'
import type { Claims, Token } from './token.ts'

type Accepted = { token: Token; expiresAtMs: number; until: number }

const acceptedMax = 10_000
const lengthMax = 4_096
// What waits for a slot is gone after about this time.
const overloadedMs = 1_000

type Dependencies = {
  introspect: (token: string) => Promise<Claims | TokenRefused>
  read: (claims: Claims) => Token | TokenRefused
  cacheMs: number
  slots: Slots
  budget: RefusalBudget
}

/**
 * Checks opaque tokens by introspection; rejects with an ApiError if the token is invalid. Accepted and refused tokens
 * are cached apart for `cacheMs` from the request on, so that no number of refused ones drives out an accepted one.
 * Concurrent calls with the same token share one request; otherwise requests wait for a slot of the caller's address.
 * Where its budget is used up, the issuer is asked only about tokens that it accepted before. Only hashes of tokens are
 * stored.
 */
export function createCheckOpaque({ introspect, read, cacheMs, slots, budget }: Dependencies): CheckToken {
  const accepted = createLruCache<Accepted>(acceptedMax)
  const refused = createRefusedTokens()
  const asked = new Map<string, Promise<Token>>()

  function askOnce(token: string, key: string, address: string): Promise<Token> {
    const id = `${address} ${key}`
    const asking = asked.get(id) ?? ask(token, key, address).finally(() => asked.delete(id))
    asked.set(id, asking)
    return asking
  }

  async function ask(token: string, key: string, address: string): Promise<Token> {
    const isKnown = accepted.get(key) !== undefined
    // Tokens that were accepted before do not wait behind others of their address.
    const lane = isKnown ? `${address} accepted` : address
    try {
      return await slots(lane, async () => {
        if (!isKnown) await budget.check(address)
        return introspectAndCache(token, key)
      })
    } catch (error) {
      throw error instanceof Overloaded ? new TooManyRefused(overloadedMs, error) : issuerAway(error)
    }
  }

  async function introspectAndCache(token: string, key: string): Promise<Token> {
    const until = performance.now() + cacheMs
    try {
      const claims = orThrow(await introspect(token))
      const answer = { token: orThrow(read(claims)), expiresAtMs: expiryOf(claims), until }
      accepted.set(key, answer)
      return unexpired(answer)
    } catch (error) {
      if (error instanceof TokenRefused) accepted.delete(key)
      refused.add(key, error, until)
      throw error
    }
  }

  return async (token, { address }) => {
    const key = hashToken(token)
    const known = accepted.get(key)
    if (known && performance.now() < known.until) return unexpired(known)
    if (!isBearerToken(token)) throw new TokenRefused('malformed')
    refused.check(key)
    return askOnce(token, key, address())
  }
}

/** RFC 6750 section 2.1. */
function isBearerToken(token: string): boolean {
  return token.length <= lengthMax && /^[A-Za-z0-9\-._~+/]+=*$/.test(token)
}

// An expiry that is not a number counts as expired.
function unexpired({ token, expiresAtMs }: Accepted): Token {
  if (!(expiresAtMs > Date.now())) throw new TokenRefused('expired', new Error('its exp has passed'))
  return token
}

const expiryOf = ({ exp }: Claims) => (exp === undefined ? Infinity : Number(exp) * 1_000)

function orThrow<Value>(answer: Value | TokenRefused): Value {
  if (answer instanceof TokenRefused) throw answer
  return answer
}
