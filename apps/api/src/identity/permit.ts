import type { LinkRequest, Reach } from '@passlink/store'
import { ApiError, code } from '../api-error.ts'
import type { Identity } from './authenticate.ts'

/** Resolves to where a user may act for others; undefined: nowhere. */
export type FindReach = (identity: Identity) => Promise<Reach | undefined>

/** Users may act for others in the organizations in which they were given `role`. */
export function createFindReach(role: string): FindReach {
  return async ({ findRoles }) => (await findRoles()).get(role)
}

/** Resolves to the caller and where they may act for others; rejects with PERMISSION_DENIED if nowhere. */
export type Permit = (identity: Identity) => Promise<NonNullable<LinkRequest['acting']>>

export function createPermit(findReach: FindReach): Permit {
  return async identity => {
    const reach = await findReach(identity)
    if (!reach) throw new ApiError(code.permissionDenied, 'permissionMissing', 'AUTH-5mWD2')
    return { userId: identity.userId, reach }
  }
}
