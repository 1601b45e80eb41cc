import { Overloaded } from '@passlink/runtime'
import { DatabaseError } from '@passlink/store'
import { ApiError, code } from './api-error.ts'

/** What the caller may know of an error: itself if meant for them, "try again" where that will help, else nothing. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  const away = error instanceof Overloaded || (error instanceof DatabaseError && error.isAway)
  return away
    ? new ApiError(code.unavailable, 'unavailable', 'DB-4w4yX', { cause: error })
    : new ApiError(code.internal, 'internal', 'INT-3rr0r', { cause: error })
}
