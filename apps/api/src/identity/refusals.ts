import { ApiError, code } from '../api-error.ts'

/** The same error for every invalid token, so that the caller does not learn the reason. */
export function tokenInvalid(cause?: unknown): ApiError {
  return new ApiError(code.unauthenticated, 'tokenInvalid', 'AUTH-7fs1e', { cause })
}

/** The issuer gave no answer, timed out or gave an invalid answer. */
export function issuerAway(cause: unknown): ApiError {
  return new ApiError(code.unavailable, 'issuerAway', 'AUTH-1ssUr', { cause, retryAfterSeconds: 1 })
}
