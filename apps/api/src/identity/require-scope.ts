import type { Context } from 'hono'
import { ApiError, code } from '../api-error.ts'
import type { AuthenticateToken } from './authenticate.ts'

/**
 * Rejects with an ApiError unless the token of a request, which may belong to a machine, has `scope`, and the caller is
 * still connected.
 */
export function createRequireScope(authenticateToken: AuthenticateToken, scope: string) {
  return async (c: Context): Promise<void> => {
    const { scopes } = await authenticateToken(c.req.header('authorization'), c.get('caller'))
    if (c.req.raw.signal.aborted) throw new ApiError(code.cancelled, 'cancelled', 'CALL-c4ncL')
    if (!scopes.has(scope)) throw new ApiError(code.permissionDenied, 'scopeMissing', 'AUTH-sC0pE')
  }
}
