import { toJson } from '@bufbuild/protobuf'
import { SendMyPasswordlessLinkResponseSchema } from '@passlink/proto'
import { type Check, createHealth, type Logger, requestLog } from '@passlink/runtime'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { type RequestIdVariables, requestId } from 'hono/request-id'
import { secureHeaders } from 'hono/secure-headers'
import { ApiError, code } from './api-error.ts'
import type { Authenticate } from './authenticate.ts'
import { errorResponse } from './error-response.ts'
import { readEmptyMessage } from './read-body.ts'
import type { SendLink } from './send-link.ts'
import { toApiError } from './to-api-error.ts'

type Parts = { authenticate: Authenticate; sendLink: SendLink; checks: Record<string, Check>; log: Logger }

const sendLinkPaths = ['/users/me/passwordless/_send_link', '/auth/v1/users/me/passwordless/_send_link']
const bodyBytesMax = 64 * 1024

/** The JSON face of the API. Every failure answers with a `google.rpc.Status`; nothing internal is in it. */
export function createApp({ authenticate, sendLink, checks, log }: Parts) {
  const app = new Hono<{ Variables: RequestIdVariables }>()
  app.route('/', createHealth(checks))
  app.use(requestId(), requestLog(log), secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'none'"] } }))
  app.use(async (c, next) => {
    c.header('Cache-Control', 'no-store')
    await next()
  })
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        c.header('Allow', methods.join(', '))
        return errorResponse(c, new ApiError(code.unimplemented, 'methodNotAllowed'))
      },
    }),
  )
  app.use(
    bodyLimit({
      maxSize: bodyBytesMax,
      onError: c => errorResponse(c, new ApiError(code.resourceExhausted, 'bodyTooLarge', 'REST-b0dSz')),
    }),
  )

  app.on('POST', sendLinkPaths, async c => {
    const identity = await authenticate(c.req.header('authorization'))
    await readEmptyMessage(c.req.raw)
    const response = await sendLink(identity, c.get('requestId'))
    return c.json(toJson(SendMyPasswordlessLinkResponseSchema, response))
  })

  app.notFound(c => errorResponse(c, new ApiError(code.notFound, 'notFound')))
  app.onError((error, c) => {
    const known = toApiError(error)
    const level = known.code === code.internal ? 'error' : known.code === code.unavailable ? 'warn' : 'info'
    log[level]({ err: error, requestId: c.get('requestId') }, 'call failed')
    return errorResponse(c, known)
  })
  return app
}
