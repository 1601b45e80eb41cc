import { createLruCache } from '@passlink/runtime'
import { TokenRefused } from '../refusals/refusals.ts'

const entriesMax = 10_000

/** Tokens that the issuer refused, by their hash. */
export type RefusedTokens = {
  /** Throws the refusal of a token that is remembered. */
  check: (key: string) => void
  /** Remembers a refusal until then (`performance.now`); ignores any other error. */
  add: (key: string, error: unknown, until: number) => void
}

export function createRefusedTokens(): RefusedTokens {
  const refused = createLruCache<{ error: TokenRefused; until: number }>(entriesMax)
  return {
    check(key) {
      const known = refused.get(key)
      if (known && performance.now() < known.until) throw known.error
    },
    add(key, error, until) {
      if (error instanceof TokenRefused) refused.set(key, { error, until })
    },
  }
}
