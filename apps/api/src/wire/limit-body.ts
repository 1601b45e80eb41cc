import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'

/**
 * Answers a request whose body has more than `maxSize` bytes with `onError`. A body of a declared length is not read:
 * the server enforces the length, and to open the body as a stream costs more than the rest of a call.
 */
export function limitBody(maxSize: number, onError: (c: Context) => Response): MiddlewareHandler {
  const limitStream = bodyLimit({ maxSize, onError })
  return (c, next) => {
    const declared = c.req.header('transfer-encoding') ? undefined : c.req.header('content-length')
    if (declared === undefined) return limitStream(c, next)
    return Number.parseInt(declared, 10) > maxSize ? Promise.resolve(onError(c)) : next()
  }
}
