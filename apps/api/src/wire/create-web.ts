import type { Http2Bindings, HttpBindings } from '@hono/node-server'
import { type Logger, type SpanVariables, type Tracing, traceRequests } from '@passlink/runtime'
import { type Context, Hono, type MiddlewareHandler, type Next } from 'hono'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { ApiError, code } from '../api-error.ts'
import { isFault } from '../identity/refusals/refusals.ts'
import { toApiError } from '../to-api-error.ts'
import {
  addCommonHeaders,
  type CommonVariables,
  createSetCommonHeaders,
  preflightHeaders,
} from './common-headers.ts'
import type { CallerOf } from './create-caller-of.ts'
import { errorResponse } from './error-response.ts'
import { limitBody } from './limit-body.ts'
import { bodyBytesMax } from './rpc-limits.ts'
import { isGrpcWeb, type RpcOverFetch } from './rpc-over-fetch.ts'

type Dependencies = {
  /** Routes without a request id, limits and the common headers. */
  bareRoutes: Hono[]
  callRoutes: Hono
  routes: Hono[]
  countRoutes: MiddlewareHandler
  rpc: RpcOverFetch
  pathsByRoute: ReadonlyMap<string, string>
  callerOf: CallerOf
  hsts: string | undefined
  tracing: Tracing | undefined
  log: Logger
}

/**
 * All of the API except native gRPC. JSON routes answer errors with a `google.rpc.Status`, without internal details.
 */
export function createWeb({
  bareRoutes,
  callRoutes,
  routes,
  countRoutes,
  rpc,
  pathsByRoute,
  callerOf,
  hsts,
  tracing,
  log,
}: Dependencies) {
  const app = new Hono<{
    Bindings: HttpBindings | Http2Bindings
    Variables: CommonVariables & SpanVariables
  }>()
  for (const route of bareRoutes) app.route('/', route)
  app.use(createSetCommonHeaders(callerOf, hsts))
  app.use(async (c, next) => {
    if (c.req.method !== 'OPTIONS') return next()
    return new Response(null, { status: 204, headers: { ...c.get('commonHeaders'), ...preflightHeaders } })
  })
  app.use(async (c, next) => {
    const answer = rpc((isGrpcWeb(c.req.raw) && pathsByRoute.get(c.req.path)) || c.req.path)
    if (!answer) return next()
    const answered = await answer(c.req.raw, c.get('caller'), c.env.incoming)
    // The server sends the body of a copy in one piece if it is complete.
    const response = new Response(answered.body, answered)
    for (const [name, value] of Object.entries(c.get('commonHeaders'))) response.headers.set(name, value)
    return response
  })
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) =>
        refuse(c, new ApiError(code.unimplemented, 'methodNotAllowed'), { allow: methods.join(', ') }),
    }),
  )
  app.use(
    limitBody(bodyBytesMax, c =>
      refuse(c, new ApiError(code.resourceExhausted, 'bodyTooLarge', 'REST-b0dSz')),
    ),
  )
  app.route('/', callRoutes)
  for (const trace of traceRequests(tracing)) app.use(trace)
  app.use(addCommonHeaders, countRoutes, logFaults)
  for (const route of routes) app.route('/', route)

  app.notFound(c => refuse(c, new ApiError(code.notFound, 'notFound')))
  app.onError((error, c) => refuse(c, toApiError(error, c.req.raw.signal)))
  return app

  function refuse(c: Context, error: ApiError, headers?: Record<string, string>): Response {
    const { method, path } = c.req
    const response = errorResponse(c, error, headers)
    const { status } = response
    log.info({ ...idsOf(c), method, path, status, reason: error.text }, 'refused')
    return response
  }

  /** Logs the faults of routes that are not calls, which log their own. */
  async function logFaults(c: Context, next: Next) {
    await next()
    if (c.error && isFault(toApiError(c.error, c.req.raw.signal)))
      log.error({ ...idsOf(c), err: c.error }, 'request failed')
  }
}

/** The ids by which the lines about a request are found. */
const idsOf = (c: Context) => ({
  requestId: c.get('caller').requestId,
  trace_id: c.get('span')?.traceId,
})
