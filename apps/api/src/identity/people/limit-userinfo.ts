import type { Slots } from '../issuer/slots.ts'
import { issuerAway } from '../refusals/refusals.ts'
import { hashToken } from '../tokens/hash-token.ts'
import { createRefusedTokens } from '../tokens/refused-tokens.ts'
import type { FetchUserinfo } from './fetch-userinfo.ts'

/** Requests wait for a slot; a token that was refused is refused for `cacheMs` without another request. */
export function limitUserinfo(fetchUserinfo: FetchUserinfo, slots: Slots, cacheMs: number): FetchUserinfo {
  const refused = createRefusedTokens()
  return async bearer => {
    const key = hashToken(bearer.sentToken)
    refused.check(key)
    const until = performance.now() + cacheMs
    try {
      return await slots('userinfo', () => fetchUserinfo(bearer))
    } catch (error) {
      refused.add(key, error, until)
      throw issuerAway(error)
    }
  }
}
