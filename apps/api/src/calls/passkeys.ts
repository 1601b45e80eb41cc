import { create } from '@bufbuild/protobuf'
import { AuthFactorState, AuthService } from '@passlink/proto'
import { traced } from '@passlink/runtime'
import type { Passkey, RemovedPasskey } from '@passlink/store'
import { ApiError, code } from '../api-error.ts'
import { defineCall } from './call.ts'
import { changedDetails } from './details.ts'

const idLengthMax = 200

/** Lists the caller's passkeys. */
export function listMyPasskeys(
  list: (userId: string, options?: { signal?: AbortSignal }) => Promise<Passkey[]>,
) {
  const method = AuthService.method.listMyPasswordless
  const paths = ['/users/me/passwordless/_search', '/auth/v1/users/me/passwordless/_search']
  return defineCall(method, { verb: 'POST', paths }, async (_input, { identity, signal }) => {
    const passkeys = await list(identity.userId, { signal })
    const result = passkeys.map(({ credentialId, name }) => ({
      id: credentialId,
      name,
      state: AuthFactorState.READY,
    }))
    return create(method.output, { result })
  })
}

/** Removes one of the caller's passkeys. */
export function removeMyPasskey(
  remove: (
    passkey: { userId: string; credentialId: string; requestId: string; traceParent: string | null },
    options: { signal: AbortSignal },
  ) => Promise<RemovedPasskey | undefined>,
) {
  const method = AuthService.method.removeMyPasswordless
  const paths = ['/users/me/passwordless/:tokenId', '/auth/v1/users/me/passwordless/:tokenId']
  return defineCall(
    method,
    { verb: 'DELETE', paths },
    async ({ tokenId }, { identity, requestId, signal, span }) => {
      if (tokenId.length < 1 || tokenId.length > idLengthMax) {
        throw new ApiError(code.invalidArgument, 'tokenIdInvalid', 'PASSKEY-t0kId')
      }
      const passkey = { userId: identity.userId, credentialId: tokenId, requestId }
      const traceParent = span?.traceParent ?? null
      const removed = await traced(span, 'remove', () => remove({ ...passkey, traceParent }, { signal }))
      if (!removed) throw new ApiError(code.notFound, 'passkeyUnknown', 'PASSKEY-uNkn0')
      return create(method.output, { details: changedDetails(removed) })
    },
  )
}
