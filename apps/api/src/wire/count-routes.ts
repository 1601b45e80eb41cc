import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { codeName } from '../api-error.ts'
import type { createOpenApi } from '../docs/openapi.ts'
import { toApiError } from '../to-api-error.ts'
import type { CallMetrics } from './call-metrics.ts'

type Description = Pick<ReturnType<typeof createOpenApi>, 'paths'>

/**
 * Counts the requests of the routes that are not calls, such as `PutUser`, by the name that the OpenAPI description gives
 * them. A request of no route is not counted.
 */
export function createCountRoutes({ paths }: Description, metrics: CallMetrics): MiddlewareHandler {
  const names = new Map<string, string>()
  for (const [path, operations] of Object.entries(paths))
    for (const [verb, { operationId }] of Object.entries(
      operations as Record<string, { operationId: string }>,
    ))
      names.set(`${verb} ${path}`, operationId)

  return async (c, next) => {
    const start = performance.now()
    await next()
    // By now the route is that of the handler that answered.
    const call = names.get(`${c.req.method.toLowerCase()} ${routePath(c).replace(/:(\w+)/g, '{$1}')}`)
    if (!call) return
    const code = c.error ? codeName(toApiError(c.error, c.req.raw.signal).code) : 'ok'
    metrics.observe({ call, encoding: 'json', code }, performance.now() - start)
  }
}
