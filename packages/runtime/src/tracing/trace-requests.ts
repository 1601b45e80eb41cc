import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { Span, Tracing } from './span.ts'

/** The span of a request, where requests are traced. */
export type SpanVariables = { span?: Span | undefined }

/**
 * Makes each request a span, in the trace of its header `traceparent` if it has one. A path may contain secrets, so the
 * span has the route: `/l/:id`. Empty without tracing.
 */
export function traceRequests(
  tracing: Tracing | undefined,
): MiddlewareHandler<{ Variables: SpanVariables }>[] {
  if (!tracing) return []
  return [
    async (c, next) => {
      const { method } = c.req
      const span = tracing.begin(method, { kind: 'server', parent: c.req.header('traceparent') })
      c.set('span', span)
      await next()
      // By now the route is that of the handler that answered.
      const route = routePath(c)
      const { status } = c.res
      span.rename(`${method} ${route}`)
      span.end({
        error: status >= 500 ? String(status) : undefined,
        attributes: {
          'http.request.method': method,
          'http.route': route,
          'http.response.status_code': status,
        },
      })
    },
  ]
}
