import type { Logger } from '@passlink/runtime'
import { errors, type JSONWebKeySet, jwtVerify } from 'jose'
import type { Issuer } from './issuer.ts'
import { createKeys } from './keys.ts'
import { issuerAway, tokenInvalid } from './refusals.ts'
import type { Claims } from './token.ts'

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

/**
 * Verifies JWT access tokens (RFC 9068 section 4) and resolves with the claims. The token must come from the issuer, be
 * for `audience` and not have expired; otherwise rejects with an ApiError.
 */
export function createCheckJwt(issuer: Issuer, audience: string, log: Logger) {
  const keys = createKeys(() => fetchKeys(issuer), log)
  return async (token: string): Promise<Claims> => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: (await issuer.discover()).issuer,
        audience,
        algorithms,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: clockToleranceSeconds,
      })
      return payload
    } catch (error) {
      throw isTokenError(error) ? tokenInvalid(error) : issuerAway(error)
    }
  }
}

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
