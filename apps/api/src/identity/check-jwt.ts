import { createHash } from 'node:crypto'
import type { Logger } from '@passlink/runtime'
import { errors, type JSONWebKeySet, jwtVerify } from 'jose'
import type { Issuer } from './issuer.ts'
import { createKeys, type KeySet } from './keys.ts'
import { createLruCache } from './lru-cache.ts'
import { issuerAway, tokenInvalid } from './refusals.ts'
import type { Claims, Token } from './token.ts'

// Asymmetric signatures only: `none` and shared secrets are never accepted (RFC 8725 section 3.1).
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
]
const clockToleranceSeconds = 5
const verifiedMax = 20_000

type Dependencies = { issuer: Issuer; audience: string; read: (claims: Claims) => Token; log: Logger }

/**
 * Verifies JWT access tokens (RFC 9068 section 4). The token must come from the issuer, be for `audience` and not have
 * expired; otherwise rejects with an ApiError. A verified token is cached by a hash until it expires or the issuer's keys
 * are fetched again.
 */
export function createCheckJwt({
  issuer,
  audience,
  read,
  log,
}: Dependencies): (token: string) => Promise<Token> {
  const keys = createKeys(() => fetchKeys(issuer), log)
  const verified = createLruCache<Verified>(verifiedMax)

  async function verify(token: string): Promise<Verified> {
    let keySet: KeySet | undefined
    const { payload } = await jwtVerify(
      token,
      async (...signature) => {
        const found = await keys.find(...signature)
        keySet = found.keySet
        return found.key
      },
      {
        issuer: (await issuer.discover()).issuer,
        audience,
        algorithms,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: clockToleranceSeconds,
      },
    )
    const expiresAtMs = 1_000 * (Number(payload.exp) + clockToleranceSeconds)
    return { token: read(payload), keySet, expiresAtMs }
  }

  return async token => {
    const digest = createHash('sha256').update(token).digest('base64url')
    try {
      const cached = verified.get(digest)
      if (cached && cached.keySet === (await keys.current()) && Date.now() < cached.expiresAtMs)
        return cached.token
      const fresh = await verify(token)
      verified.set(digest, fresh)
      return fresh.token
    } catch (error) {
      throw isTokenError(error) ? tokenInvalid(error) : issuerAway(error)
    }
  }
}

type Verified = { token: Token; keySet: KeySet | undefined; expiresAtMs: number }

async function fetchKeys({ fetch, discover }: Issuer): Promise<JSONWebKeySet> {
  const { jwks_uri } = await discover()
  if (!jwks_uri) throw new Error('the issuer publishes no keys')
  const response = await fetch(jwks_uri, { headers: { accept: 'application/json' } })
  if (response.status !== 200)
    throw new Error(`the issuer answers ${response.status} when asked for its keys`)
  return (await response.json()) as JSONWebKeySet
}

// All other errors are faults of the issuer: no answer, a timeout or an invalid answer.
function isTokenError(error: unknown): boolean {
  return [
    errors.JWTInvalid,
    errors.JWTExpired,
    errors.JWTClaimValidationFailed,
    errors.JWSInvalid,
    errors.JWSSignatureVerificationFailed,
    errors.JOSEAlgNotAllowed,
    errors.JOSENotSupported,
    errors.JWKSNoMatchingKey,
    errors.JWKSMultipleMatchingKeys,
  ].some(kind => error instanceof kind)
}
