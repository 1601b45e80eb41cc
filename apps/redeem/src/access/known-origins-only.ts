import type { MiddlewareHandler } from 'hono'
import { RedeemError } from '../redeem-error.ts'

/**
 * Refuses what the page of an origin that is not known makes a browser ask for (Fetch Metadata; `Origin` where a browser
 * sends no metadata). Programs send neither, and may ask.
 */
export function knownOriginsOnly(origins: readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    const { 'sec-fetch-site': site, origin, host } = c.req.header()
    const isKnown = origin !== undefined && origins.includes(origin)
    const isOwn = site ? ['same-origin', 'none'].includes(site) : !origin || origin.endsWith(`//${host}`)
    if (!isOwn && !isKnown) throw new RedeemError('origin_refused')
    await next()
  }
}
