import type { RefusedLink } from '@passlink/store'
import { ApiError, code } from '../api-error.ts'

/** The error for a link that was not recorded. */
export function refusal(refused: RefusedLink): ApiError {
  switch (refused.outcome) {
    case 'user_unknown':
      return new ApiError(code.unauthenticated, 'tokenInvalid', 'AUTH-7fs1e')
    case 'target_unknown':
      return new ApiError(code.notFound, 'userUnknown', 'LINK-uS3rN')
    case 'address_missing':
      return new ApiError(code.failedPrecondition, 'addressMissing', 'LINK-n0Adr')
    case 'address_unverified':
      return new ApiError(code.failedPrecondition, 'addressUnverified', 'LINK-uNv3r')
    case 'address_suppressed':
      return new ApiError(code.failedPrecondition, 'addressSuppressed', 'LINK-sUppr', {
        detail: refused.reason,
      })
    case 'limited':
      return new ApiError(code.resourceExhausted, 'limited', 'LIMIT-t00Mn', {
        retryAfterSeconds: Math.max(1, Math.ceil(refused.retryAfterMs / 1_000)),
      })
    case 'key_in_flight':
      return new ApiError(code.aborted, 'idempotencyKeyInFlight', 'IDEM-1nFl1', { retryAfterSeconds: 1 })
    case 'call_ended':
      return new ApiError(code.deadlineExceeded, 'deadlineExceeded', 'CALL-d34dL')
    case 'key_reused':
      return new ApiError(code.invalidArgument, 'idempotencyKeyReused', 'IDEM-r3uSd')
  }
}
