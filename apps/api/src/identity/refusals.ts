import { ApiError, code } from '../api-error.ts'

/** Whatever is wrong with a token, its holder is told the same. */
export function tokenInvalid(cause?: unknown): ApiError {
  return new ApiError(code.unauthenticated, 'tokenInvalid', 'AUTH-7fs1e', { cause })
}

/** The issuer gave no answer, a late one, or one that makes no sense. */
export function issuerAway(cause: unknown): ApiError {
  return new ApiError(code.unavailable, 'issuerAway', 'AUTH-1ssUr', { cause, retryAfterSeconds: 1 })
}
