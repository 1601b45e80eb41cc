import { Code, ConnectError } from '@connectrpc/connect'
import { Unavailable } from '@passlink/runtime'
import { DatabaseError } from '@passlink/store'
import { ApiError, code } from './api-error.ts'

/**
 * The error that the caller is shown: an ApiError as it is, UNAVAILABLE where trying again will help, else INTERNAL without
 * its cause. The reason of the request's aborted `signal` becomes DEADLINE_EXCEEDED or, where the caller hung up, CANCELLED.
 */
export function toApiError(error: unknown, signal?: AbortSignal): ApiError {
  if (error instanceof ApiError) return error
  if (signal?.aborted && error === signal.reason) return endedByCaller(error)
  const isAway = error instanceof Unavailable || (error instanceof DatabaseError && error.isTemporary)
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
