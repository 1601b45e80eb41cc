import { cors as rpcCors } from '@connectrpc/connect'
import type { Logger } from '@passlink/runtime'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { type RequestIdVariables, requestId } from 'hono/request-id'
import { secureHeaders } from 'hono/secure-headers'
import { ApiError, code } from '../api-error.ts'
import { toApiError } from '../to-api-error.ts'
import { errorResponse } from './error-response.ts'
import { bodyBytesMax } from './rpc-limits.ts'
import { isGrpcWeb, type RpcOverFetch } from './rpc-over-fetch.ts'

type Dependencies = {
  /** Routes without a request id, limits and the common headers. */
  bareRoutes: Hono[]
  routes: Hono[]
  rpc: RpcOverFetch
  pathsByRoute: ReadonlyMap<string, string>
  log: Logger
}

const contentSecurityPolicy = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] }

// Pages of every origin may call: browsers do not send tokens by themselves.
const anyOrigin = cors({
  origin: origin => origin,
  credentials: true,
  allowMethods: ['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowHeaders: [
    ...[
      'Origin',
      'Accept',
      'Accept-Language',
      'Authorization',
      'Idempotency-Key',
      'X-Request-Id',
      'X-Requested-With',
    ],
    ...['X-Zitadel-Orgid', ...rpcCors.allowedHeaders],
  ],
  exposeHeaders: [
    'Location',
    'Content-Length',
    'Passlink-Link-Id',
    'Retry-After',
    'WWW-Authenticate',
    'X-Request-Id',
    ...rpcCors.exposedHeaders,
  ],
  maxAge: 7_200,
})

/**
 * All of the API except native gRPC. JSON routes answer errors with a `google.rpc.Status`, without internal details.
 */
export function createWeb({ bareRoutes, routes, rpc, pathsByRoute, log }: Dependencies) {
  const app = new Hono<{ Variables: RequestIdVariables }>()
  for (const route of bareRoutes) app.route('/', route)
  app.use(requestId(), secureHeaders({ contentSecurityPolicy }), noStore, anyOrigin)
  app.use(async (c, next) => {
    const answer = rpc((isGrpcWeb(c.req.raw) && pathsByRoute.get(c.req.path)) || c.req.path)
    return answer ? answer(c.req.raw, c.get('requestId')) : next()
  })
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        c.header('Allow', methods.join(', '))
        return refuse(c, new ApiError(code.unimplemented, 'methodNotAllowed'))
      },
    }),
  )
  app.use(
    bodyLimit({
      maxSize: bodyBytesMax,
      onError: c => refuse(c, new ApiError(code.resourceExhausted, 'bodyTooLarge', 'REST-b0dSz')),
    }),
  )
  for (const route of routes) app.route('/', route)

  app.notFound(c => refuse(c, new ApiError(code.notFound, 'notFound')))
  app.onError((error, c) => refuse(c, toApiError(error, c.req.raw.signal)))
  return app

  function refuse(c: Context, error: ApiError): Response {
    const { method, path } = c.req
    const response = errorResponse(c, error)
    const { status } = response
    log.info({ requestId: c.get('requestId'), method, path, status, reason: error.text }, 'refused')
    return response
  }
}

const noStore: MiddlewareHandler = async (c, next) => {
  c.header('Cache-Control', 'no-store')
  await next()
}
