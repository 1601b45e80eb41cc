import { isForeignRequest } from '@passlink/runtime'
import type { MiddlewareHandler } from 'hono'
import { RedeemError } from '../redeem-error.ts'

/** Refuses requests that a browser sends for a page of a foreign origin, one that is neither ours nor in `origins`. */
export function knownOriginsOnly(origins: readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    if (isForeignRequest(name => c.req.header(name), origins)) throw new RedeemError('origin_refused')
    await next()
  }
}
