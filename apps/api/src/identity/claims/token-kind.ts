import { shown } from '../shown.ts'
import { type Claims, readPath } from './path.ts'

/** Which JWTs count as access tokens. */
export type KindRules = {
  /** Only those whose header says so (RFC 9068 section 2.1). */
  isTyped: boolean
  /** The path of a claim that all access tokens of the issuer have and its ID tokens do not. */
  markingClaim: string | undefined
}

/**
 * Why a JWT with this `typ` in its header is not an access token, or undefined. Few issuers write `at+jwt`; a token of
 * no type, or of the type `JWT`, may have nothing that only other kinds of token have: ID tokens (OpenID Connect Core
 * 1.0 sections 2 and 3.3.2.11), logout tokens (Back-Channel Logout 1.0 section 2.4) and events (RFC 8417 section 2.2).
 */
export function findOtherKind(typ: unknown, claims: Claims, rules: KindRules): string | undefined {
  const { isTyped, markingClaim } = rules
  const type =
    typ === undefined
      ? 'jwt'
      : String(typ)
          .toLowerCase()
          .replace(/^application\//, '')
  if (type !== 'at+jwt' && (type !== 'jwt' || isTyped)) return `the type in its header is ${shown(typ)}`
  if (markingClaim !== undefined && readPath(claims, markingClaim) === undefined)
    return `it has no ${markingClaim}, which every access token has`
  if (type === 'at+jwt') return findOtherName(claims)
  if (markingClaim === undefined && claims.nonce !== undefined) return 'it has a nonce, as ID tokens have'
  return findOtherClaim(claims)
}

/** The same for the answer of introspection, which has no header and may tell the nonce of the login. */
export function findOtherClaim(claims: Claims): string | undefined {
  const other = ['at_hash', 'c_hash', 'events'].find(name => claims[name] !== undefined)
  return other ? `it has ${other}, which only other kinds of token have` : findOtherName(claims)
}

const accessTokenNames = /^(access|access_token|at\+jwt|bearer)$/i

/** Cognito and Ory name the kind in `token_use`, Keycloak in `typ`. */
function findOtherName(claims: Claims): string | undefined {
  const name = ['token_use', 'typ'].find(
    claim => claims[claim] !== undefined && !accessTokenNames.test(String(claims[claim])),
  )
  return name && `its ${name} is ${shown(claims[name])}`
}
