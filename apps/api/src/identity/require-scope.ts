import type { Context } from 'hono'
import { ApiError, code } from '../api-error.ts'
import type { AuthenticateToken } from './authenticate.ts'

/** Lets a request pass whose token has `scope`, be it a person's or a machine's, and throws an ApiError otherwise. */
export function createRequireScope(authenticateToken: AuthenticateToken, scope: string) {
  return async (c: Context): Promise<void> => {
    const { scopes } = await authenticateToken(c.req.header('authorization'))
    if (!scopes.has(scope)) throw new ApiError(code.permissionDenied, 'scopeMissing', 'AUTH-sC0pE')
  }
}
