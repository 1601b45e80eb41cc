import { ApiError, code } from '../api-error.ts'
import { tokenInvalid } from './refusals.ts'
import type { Token } from './token.ts'

/** The person a call is made for, and what their token and their roles permit. */
export type Identity = { userId: string; scopes: ReadonlySet<string>; roles: ReadonlySet<string> }

/** Turns the value of an `Authorization` header into an identity, or rejects with an {@link ApiError}. */
export type Authenticate = (authorization: string | undefined) => Promise<Identity>

type Dependencies = {
  checkToken: (token: string) => Promise<Token>
  ensureProfile: (userId: string, token: string) => Promise<void>
}

/** Accepts valid tokens of people, whose profile is stored by the time it resolves. */
export function createAuthenticate({ checkToken, ensureProfile }: Dependencies): Authenticate {
  return async authorization => {
    const token = readBearer(authorization)
    const { subject: userId, scopes, roles } = await checkToken(token)
    if (userId === undefined) throw tokenInvalid()
    await ensureProfile(userId, token)
    return { userId, scopes, roles }
  }
}

/** Turns the value of an `Authorization` header into the contents of its token, which may be a machine's. */
export type AuthenticateToken = (authorization: string | undefined) => Promise<Token>

/** Accepts every valid token. */
export function createAuthenticateToken(checkToken: Dependencies['checkToken']): AuthenticateToken {
  return async authorization => checkToken(readBearer(authorization))
}

function readBearer(authorization: string | undefined): string {
  if (!authorization) throw new ApiError(code.unauthenticated, 'authHeaderMissing')
  const token = /^Bearer ([^\s]+)$/.exec(authorization)?.[1]
  if (!token) throw new ApiError(code.unauthenticated, 'authHeaderInvalid', 'AUTH-toLo1')
  return token
}
