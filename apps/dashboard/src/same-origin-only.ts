import { isForeignRequest } from '@passlink/runtime'
import type { MiddlewareHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'

/**
 * Refuses changes that a browser asks for on behalf of a page of another origin. Unlike hono's `csrf` it looks at every
 * content type, and so does not depend on what a browser asks beforehand.
 */
export const sameOriginOnly: MiddlewareHandler = async (c, next) => {
  const isChange = !['GET', 'HEAD'].includes(c.req.method)
  if (isChange && isForeignRequest(name => c.req.header(name)))
    throw new HTTPException(403, { message: 'Forbidden' })
  await next()
}
