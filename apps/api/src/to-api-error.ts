import { Code, ConnectError } from '@connectrpc/connect'
import { Unavailable } from '@passlink/runtime'
import { DatabaseError } from '@passlink/store'
import { ApiError, code } from './api-error.ts'

/**
 * Converts an error into the one that the caller sees. An ApiError is unchanged, a temporary error becomes UNAVAILABLE,
 * and any other becomes INTERNAL. The reason of the request's aborted `signal` becomes DEADLINE_EXCEEDED, or CANCELLED
 * if the caller disconnected.
 */
export function toApiError(error: unknown, signal?: AbortSignal): ApiError {
  if (error instanceof ApiError) return error
  if (signal?.aborted && error === signal.reason) return endedByCaller(error)
  const isTemporary = error instanceof Unavailable || (error instanceof DatabaseError && error.isTemporary)
  return isTemporary
    ? new ApiError(code.unavailable, 'unavailable', 'DB-4w4yX', { cause: error })
    : new ApiError(code.internal, 'internal', 'INT-3rr0r', { cause: error })
}

function endedByCaller(reason: unknown): ApiError {
  const isDeadline = reason instanceof ConnectError && reason.code === Code.DeadlineExceeded
  return isDeadline
    ? new ApiError(code.deadlineExceeded, 'deadlineExceeded', 'CALL-d34dL', { cause: reason })
    : new ApiError(code.cancelled, 'cancelled', 'CALL-c4ncL', { cause: reason })
}
