import { Code, ConnectError } from '@connectrpc/connect'
import { ApiError, code } from '../api-error.ts'

/** Why a message cannot be read, as the caller is told whatever the encoding. */
export function unreadable(error: unknown): ApiError {
  const cause = ConnectError.from(error)
  return cause.code === Code.ResourceExhausted
    ? new ApiError(code.resourceExhausted, 'bodyTooLarge', 'REST-b0dSz')
    : new ApiError(code.invalidArgument, 'messageMalformed', 'REST-b0dYm', { cause })
}
