import type { Context, MiddlewareHandler } from 'hono'
import type { RequestIdVariables } from 'hono/request-id'
import { routePath } from 'hono/route'
import type { Logger } from './logger.ts'
import type { SpanVariables } from './tracing/trace-requests.ts'

/**
 * Logs one line for each request: id, trace if it is traced, method, route, status and milliseconds. A path may contain
 * secrets, such as the code of a link whose `#` was escaped on its way, so the route is logged: `/l/:id`. `describe` adds
 * what else is to be known. Use it after hono's `requestId`.
 */
export function requestLog(
  log: Logger,
  describe: (c: Context) => object = () => ({}),
): MiddlewareHandler<{ Variables: RequestIdVariables & SpanVariables }> {
  return async (c, next) => {
    const start = performance.now()
    await next()
    const ms = Math.round(performance.now() - start)
    // By now the route is that of the handler that answered.
    const { method } = c.req
    log.info(
      {
        requestId: c.get('requestId'),
        trace_id: c.get('span')?.traceId,
        method,
        route: routePath(c),
        ...describe(c),
        status: c.res.status,
        ms,
      },
      'request',
    )
  }
}
