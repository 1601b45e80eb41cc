import type { LinkRequest } from '@passlink/store'
import { ApiError, code } from '../api-error.ts'
import type { CallContext } from './call.ts'

const usable = /^[\x21-\x7e]{1,255}$/

/**
 * The caller's `Idempotency-Key` and the request that it identifies, or null without the header; throws an ApiError for a key that is
 * longer than 255 characters or not visible ASCII.
 */
export function readIdempotency({ header, identity, fingerprint }: CallContext): LinkRequest['idempotency'] {
  const key = header('idempotency-key')
  if (key === undefined) return null
  if (!usable.test(key)) throw new ApiError(code.invalidArgument, 'idempotencyKeyInvalid', 'IDEM-k3yIn')
  return { caller: identity.userId, key, requestHash: fingerprint }
}
