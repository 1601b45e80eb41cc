import {
  createHealth,
  type Logger,
  type ReadReadiness,
  requestLog,
  type Tracing,
  traceRequests,
  tracingHeaders,
} from '@passlink/runtime'
import { Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import { requestId } from 'hono/request-id'
import { secureHeaders } from 'hono/secure-headers'
import { knownOriginsOnly } from './access/known-origins-only.ts'
import { type Limits, limitTries } from './access/limit-tries.ts'
import { answerError } from './answer-error.ts'
import { type CeremonyDependencies, createCeremonyRoutes } from './ceremony/create-ceremony-routes.ts'
import type { Env } from './env.ts'
import { createPageRoutes } from './page/create-page-routes.ts'
import { RedeemError } from './redeem-error.ts'
import { createUndoRoutes, type UndoDependencies } from './undo/create-undo-routes.ts'

type Dependencies = {
  /** The origin of this app, as in the mails. */
  publicUrl: string
  ceremony: CeremonyDependencies
  undo: UndoDependencies
  limits: Limits
  hsts: string | undefined
  countSteps: MiddlewareHandler<Env>
  readReadiness: ReadReadiness
  tracing: Tracing | undefined
  log: Logger
}

const bodyBytesMax = 64 * 1_024

const contentSecurityPolicy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ['data:'],
  connectSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
  requireTrustedTypesFor: ["'script'"],
  trustedTypes: ["'none'"],
}

// Without what a mail program or a gateway may have put after it, such as the code.
const linkIdOf = (parameter: string | undefined) =>
  /^[\da-f]{8}(?:-[\da-f]{4,12}){4}/i.exec(parameter ?? '')?.[0]

/**
 * Serves the redeem page and the steps, also to applications' own pages. Only a POST with a link's code can read or
 * change data.
 */
export function createApp({
  publicUrl,
  ceremony,
  undo,
  limits,
  hsts,
  countSteps,
  readReadiness,
  tracing,
  log,
}: Dependencies) {
  const app = new Hono<Env>()
  const { origins } = ceremony
  app.route('/', createHealth(readReadiness))
  for (const trace of traceRequests(tracing)) app.use(trace)
  app.use(
    requestId(),
    requestLog(log, c => ({ linkId: linkIdOf(c.req.param('id')) })),
    countSteps,
    secureHeaders({
      contentSecurityPolicy,
      referrerPolicy: 'no-referrer',
      strictTransportSecurity: hsts ?? false,
      xFrameOptions: 'DENY',
    }),
  )
  app.get('/.well-known/webauthn', c => c.json({ origins }, 200, { 'Cache-Control': 'public, max-age=3600' }))

  const tooLarge = () => {
    throw new RedeemError('body_too_large')
  }
  // Applications may have a page of their own for a link, but not for the link that removes a passkey.
  for (const [step, allowed] of [
    ['/l/:id/:step', origins],
    ['/u/:id/:step', [publicUrl]],
  ] as const) {
    app.on(['POST', 'OPTIONS'], step, async (c, next) => {
      c.header('Cache-Control', 'no-store')
      await next()
    })
    app.use(
      step,
      cors({
        origin: [...allowed],
        allowMethods: ['POST'],
        allowHeaders: ['Content-Type', ...tracingHeaders],
        exposeHeaders: ['Retry-After'],
        maxAge: 600,
      }),
    )
    app.post(step, knownOriginsOnly(allowed), bodyLimit({ maxSize: bodyBytesMax, onError: tooLarge }))
    app.post(step, limitTries(limits))
  }
  app.route('/l/:id', createCeremonyRoutes(ceremony))
  app.route('/u/:id', createUndoRoutes(undo))
  app.route('/', createPageRoutes(origins))

  app.notFound(c => answerError(new RedeemError('not_found'), c, log))
  app.onError((error, c) => answerError(error, c, log))
  return app
}
