import { Code, ConnectError } from '@connectrpc/connect'
import { ErrorDetailSchema } from '@passlink/proto'
import { ApiError } from '../api-error.ts'
import { challenge } from './challenge.ts'
import { errorText } from './error-text.ts'

/** The error for gRPC, gRPC-Web and Connect: the same code, message, detail and headers as in JSON. */
export function rpcError(error: unknown, languages: readonly string[]): ConnectError {
  if (!(error instanceof ApiError)) return new ConnectError('internal', Code.Internal)
  const { full, message } = errorText(error, languages)
  const details = error.id ? [{ desc: ErrorDetailSchema, value: { id: error.id, message } }] : []
  const metadata = new Headers()
  if (error.retryAfterSeconds) metadata.set('retry-after', String(error.retryAfterSeconds))
  if (challenge(error)) metadata.set('www-authenticate', challenge(error) as string)
  return new ConnectError(full, error.code as number as Code, metadata, details)
}
