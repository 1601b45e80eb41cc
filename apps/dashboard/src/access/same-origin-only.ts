import { isForeignRequest } from '@passlink/runtime'
import type { MiddlewareHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { isRead } from './only.ts'

/**
 * Refuses changes that a browser requests for a page of another origin. Unlike hono's `csrf` it checks every content
 * type, so it does not depend on the browser's CORS preflight.
 */
export const sameOriginOnly: MiddlewareHandler = async (c, next) => {
  if (!isRead(c.req.method) && isForeignRequest(name => c.req.header(name)))
    throw new HTTPException(403, { message: 'Forbidden' })
  await next()
}
