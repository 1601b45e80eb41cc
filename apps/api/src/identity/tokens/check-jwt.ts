import { createLruCache } from '@passlink/runtime'
import { errors } from 'jose'
import type { Issuer } from '../issuer/issuer.ts'
import type { KeySet } from '../issuer/keys.ts'
import { issuerAway, type RefusalReason, TokenRefused } from '../refusals/refusals.ts'
import { hashToken } from './hash-token.ts'
import type { Claims, Token } from './token.ts'
import { verifyJwt } from './verify-jwt.ts'

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

type Dependencies = {
  issuer: Issuer
  accept: (claims: Claims, typ: unknown) => Token | TokenRefused
}

/**
 * Verifies JWT access tokens (RFC 9068 section 4). The token must come from the issuer, not have expired, and be
 * accepted; otherwise rejects with an ApiError. A verified token is cached by a hash until it expires or the issuer's
 * keys change.
 */
export function createCheckJwt({ issuer, accept }: Dependencies): (token: string) => Promise<Token> {
  const { keys } = issuer
  const verified = createLruCache<Verified>(verifiedMax)

  async function verify(token: string): Promise<Verified> {
    const { claims, typ, keySet } = await verifyJwt(token, keys, {
      issuer: (await issuer.discover()).issuer,
      algorithms,
      requiredClaims: ['exp'],
      clockTolerance: clockToleranceSeconds,
    })
    const accepted = accept(claims, typ)
    if (accepted instanceof TokenRefused) throw accepted
    const expiresAtMs = 1_000 * (Number(claims.exp) + clockToleranceSeconds)
    return { token: accepted, keySet, expiresAtMs }
  }

  return async token => {
    const digest = hashToken(token)
    try {
      const cached = verified.get(digest)
      if (cached && cached.keySet === keys.current() && Date.now() < cached.expiresAtMs) return cached.token
      const fresh = await verify(token)
      // What is found out about a token is remembered by its object, so concurrent calls must get the same one.
      const other = verified.get(digest)
      if (other && other.keySet === fresh.keySet) return other.token
      verified.set(digest, fresh)
      return fresh.token
    } catch (error) {
      const reason = reasonOf(error)
      throw reason ? new TokenRefused(reason, error) : issuerAway(error)
    }
  }
}

type Verified = { token: Token; keySet: KeySet | undefined; expiresAtMs: number }

// All other errors are faults of the issuer: no answer, a timeout or an invalid answer.
const tokenErrors = [
  { kind: errors.JWTExpired, reason: 'expired' },
  { kind: errors.JWKSNoMatchingKey, reason: 'key' },
  { kind: errors.JWSSignatureVerificationFailed, reason: 'signature' },
  { kind: errors.JOSEAlgNotAllowed, reason: 'signature' },
  { kind: errors.JWTInvalid, reason: 'other' },
  { kind: errors.JWSInvalid, reason: 'other' },
  { kind: errors.JOSENotSupported, reason: 'other' },
] as const

const claimReasons: Record<string, RefusalReason> = { iss: 'issuer', nbf: 'not_yet_valid' }

/** Why a token is refused, or undefined if the token is not at fault. */
function reasonOf(error: unknown): RefusalReason | undefined {
  if (error instanceof errors.JWTClaimValidationFailed) return claimReasons[error.claim] ?? 'other'
  return tokenErrors.find(({ kind }) => error instanceof kind)?.reason
}
