import type { LinkRequest } from '@passlink/store'
import { ApiError, code } from '../api-error.ts'
import type { CallContext } from './call.ts'

const validKey = /^[\x21-\x7e]{1,255}$/

/**
 * The caller's `Idempotency-Key` and a hash of the request, or null without the header. Throws an ApiError if the key
 * is longer than 255 characters or not visible ASCII.
 */
export function readIdempotency({ header, identity, fingerprint }: CallContext): LinkRequest['idempotency'] {
  const key = header('idempotency-key')
  if (key === undefined) return null
  if (!validKey.test(key)) throw new ApiError(code.invalidArgument, 'idempotencyKeyInvalid', 'IDEM-k3yIn')
  const { userId, client = null } = identity
  return { caller: userId, client, key, requestHash: fingerprint() }
}
