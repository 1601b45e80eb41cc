import type { Claims } from './path.ts'

// The database would drop a NUL and replace a lone surrogate, and the result could be the id of another user. The
// length limit is from OpenID Connect Core 1.0 section 2.
const idPattern = /^[^\0\p{Cs}]{1,255}$/u

/** The value if it can be the id of a user or a client. */
export const idOf = (value: unknown) =>
  typeof value === 'string' && idPattern.test(value) ? value : undefined

// OpenID Connect Core 1.0 section 2 and RFC 9068 section 2.2; Okta writes `cid`, and Entra in its v1 tokens `appid`.
const clientClaims = ['azp', 'client_id', 'cid', 'appid']

/** The client that a token was issued to. */
export function clientOf(claims: Claims): string | undefined {
  return clientClaims.map(name => idOf(claims[name])).find(id => id !== undefined)
}
