import { Code, ConnectError } from '@connectrpc/connect'
import { Overloaded } from '@passlink/runtime'
import { DatabaseError } from '@passlink/store'
import { ApiError, code } from './api-error.ts'

/**
 * What the caller may know of an error: an ApiError as it is, "try again" where that will help, else nothing. An error
 * that is the reason of the request's aborted `signal` says whether the caller's deadline passed or the caller has gone.
 */
export function toApiError(error: unknown, signal?: AbortSignal): ApiError {
  if (error instanceof ApiError) return error
  if (signal?.aborted && error === signal.reason) return endedByCaller(error)
  const isAway = error instanceof Overloaded || (error instanceof DatabaseError && error.isAway)
  return isAway
    ? new ApiError(code.unavailable, 'unavailable', 'DB-4w4yX', { cause: error })
    : new ApiError(code.internal, 'internal', 'INT-3rr0r', { cause: error })
}

function endedByCaller(reason: unknown): ApiError {
  const isLate = reason instanceof ConnectError && reason.code === Code.DeadlineExceeded
  return isLate
    ? new ApiError(code.deadlineExceeded, 'deadlineExceeded', 'CALL-d34dL', { cause: reason })
    : new ApiError(code.cancelled, 'cancelled', 'CALL-c4ncL', { cause: reason })
}
