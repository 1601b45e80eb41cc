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
import { isGrpcWeb, type RpcOverFetch } from './rpc-over-fetch.ts'

type Parts = {
  /** Answered without any of the rest: no request id, no limits, headers of their own. */
  open: Hono[]
  routes: Hono[]
  rpc: RpcOverFetch
  pathsByRoute: ReadonlyMap<string, string>
  log: Logger
}

export const bodyBytesMax = 64 * 1024

const contentSecurityPolicy = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] }

// Tokens travel in a header that no browser sends by itself, so any origin may ask.
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

/** All of the API that HTTP/1.1 can carry. Every failure of a JSON route answers with a `google.rpc.Status`; nothing internal is in it. */
export function createWeb({ open, routes, rpc, pathsByRoute, log }: Parts) {
  const app = new Hono<{ Variables: RequestIdVariables }>()
  for (const route of open) app.route('/', route)
  app.use(requestId(), secureHeaders({ contentSecurityPolicy }), neverStored, anyOrigin)
  app.use(async (c, next) => {
    const handle = rpc((isGrpcWeb(c.req.raw) && pathsByRoute.get(c.req.path)) || c.req.path)
    return handle ? handle(withRequestId(c)) : next()
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
  app.onError((error, c) => refuse(c, toApiError(error)))
  return app

  function refuse(c: Context, error: ApiError): Response {
    const { method, path } = c.req
    log.info({ requestId: c.get('requestId'), method, path, reason: error.text }, 'refused')
    return errorResponse(c, error)
  }
}

const neverStored: MiddlewareHandler = async (c, next) => {
  c.header('Cache-Control', 'no-store')
  await next()
}

function withRequestId(c: Context): Request {
  const headers = new Headers(c.req.raw.headers)
  headers.set('x-request-id', c.get('requestId'))
  return new Request(c.req.raw, { headers })
}
