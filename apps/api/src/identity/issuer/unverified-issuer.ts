import { errors, type FlattenedJWSInput, type JWTPayload } from 'jose'

/**
 * Throws if a token says itself that another issuer made it, which needs no key. What it says is not verified, so that
 * it says the right one means nothing.
 */
export function refuseForeignIssuer({ payload }: FlattenedJWSInput, issuer: string | undefined): void {
  const claims = read(payload)
  if (claims && claims.iss !== issuer)
    throw new errors.JWTClaimValidationFailed('unexpected "iss" claim value', claims, 'iss', 'check_failed')
}

function read(payload: string | Uint8Array): JWTPayload | undefined {
  try {
    return JSON.parse(Buffer.from(String(payload), 'base64url').toString()) ?? undefined
  } catch {
    return undefined
  }
}
