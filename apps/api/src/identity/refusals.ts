import { ApiError, code } from '../api-error.ts'

/** One answer for all that can be wrong with a token. */
export function tokenInvalid(cause?: unknown): ApiError {
  return new ApiError(code.unauthenticated, 'tokenInvalid', 'AUTH-7fs1e', { cause })
}

/** The issuer gave no answer, a late one or an unusable one. */
export function issuerAway(cause: unknown): ApiError {
  return new ApiError(code.unavailable, 'issuerAway', 'AUTH-1ssUr', { cause, retryAfterSeconds: 1 })
}
