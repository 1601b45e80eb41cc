import type { MiddlewareHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'

/**
 * Refuses changes that the page of another origin makes a browser ask for. Unlike hono's `csrf` it looks at every
 * content type, so that nothing depends on what a browser asks beforehand.
 */
export const sameOriginOnly: MiddlewareHandler = async (c, next) => {
  const { 'sec-fetch-site': site, origin, host } = c.req.header()
  const isForeign = site ? !['same-origin', 'none'].includes(site) : origin && !origin.endsWith(`//${host}`)
  if (isForeign && !['GET', 'HEAD'].includes(c.req.method))
    throw new HTTPException(403, { message: 'Forbidden' })
  await next()
}
