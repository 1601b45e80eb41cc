import { ApiError, code } from '../api-error.ts'
import type { Identity } from './authenticate.ts'

/**
 * Returns the caller's user id if they may act for other users of their organization, else throws PERMISSION_DENIED.
 */
export type Permit = (identity: Identity) => string

/** Permits users who have `role`. */
export function createPermit(role: string): Permit {
  return ({ userId, roles }) => {
    if (!roles.has(role)) throw new ApiError(code.permissionDenied, 'permissionMissing', 'AUTH-5mWD2')
    return userId
  }
}
