import { errors, type JWTPayload, jwtVerify } from 'jose'
import { ApiError, code } from './api-error.ts'
import type { Issuer } from './issuer.ts'

/** The person a call is made for. */
export type Identity = { userId: string }

/** Turns the value of an `Authorization` header into an identity, or rejects with an {@link ApiError}. */
export type Authenticate = (authorization: string | undefined) => Promise<Identity>

// Signatures that only the issuer's private key can make; `none` and shared secrets are never accepted (RFC 8725 section 3.1).
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

/** Accepts JWT access tokens of `issuer` for `audience` that have not expired (RFC 9068 section 4). */
export function createAuthenticate(issuer: Issuer, audience: string): Authenticate {
  return async authorization => {
    if (!authorization) throw new ApiError(code.unauthenticated, 'authHeaderMissing')
    const token = /^Bearer ([^\s]+)$/.exec(authorization)?.[1]
    if (!token) throw new ApiError(code.unauthenticated, 'authHeaderInvalid', 'AUTH-toLo1')
    const { sub } = await verify(token)
    if (!sub) throw invalid()
    return { userId: sub }
  }

  async function verify(token: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, await issuer.keys(), {
        issuer: issuer.name,
        audience,
        algorithms,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: clockToleranceSeconds,
      })
      return payload
    } catch (error) {
      throw isAboutToken(error)
        ? invalid(error)
        : new ApiError(code.unavailable, 'issuerAway', 'AUTH-1ssUr', { cause: error })
    }
  }
}

function invalid(cause?: unknown): ApiError {
  return new ApiError(code.unauthenticated, 'tokenInvalid', 'AUTH-7fs1e', { cause })
}

// The rest is about the issuer: no answer, a late one, or one that makes no sense.
function isAboutToken(error: unknown): boolean {
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
