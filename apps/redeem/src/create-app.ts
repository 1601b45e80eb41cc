import { readFileSync } from 'node:fs'
import type { FoundLink } from '@passlink/links'
import type { RedeemPageState } from '@passlink/messages'
import { type Check, createHealth, type Logger, requestLog } from '@passlink/runtime'
import { type Context, Hono } from 'hono'
import { type RequestIdVariables, requestId } from 'hono/request-id'
import { secureHeaders } from 'hono/secure-headers'
import { parseAccept } from 'hono/utils/accept'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { renderPage } from './page.ts'

type Parts = { findLink: (linkId: string) => Promise<FoundLink>; checks: Record<string, Check>; log: Logger }

const statusOf = {
  open: 200,
  recorded: 200,
  expired: 410,
  redeemed: 410,
  revoked: 410,
  unknown: 404,
  notFound: 404,
  away: 503,
} satisfies Record<RedeemPageState, ContentfulStatusCode>

const contentSecurityPolicy = {
  defaultSrc: ["'none'"],
  styleSrc: ["'self'"],
  imgSrc: ['data:'],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
}

const uuid = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}'
const css = readFileSync(new URL('page.css', import.meta.url), 'utf8')

/** The pages a person sees. Looking at one changes nothing, however often and by whomever it is fetched. */
export function createApp({ findLink, checks, log }: Parts) {
  const app = new Hono<{ Variables: RequestIdVariables }>()
  app.route('/', createHealth(checks))
  app.use(
    requestId(),
    requestLog(log),
    secureHeaders({ contentSecurityPolicy, referrerPolicy: 'no-referrer' }),
  )
  app.get('/page.css', c =>
    c.body(css, 200, { 'Content-Type': 'text/css', 'Cache-Control': 'public, max-age=3600' }),
  )

  app.get(`/l/:id{${uuid}}`, async c => page(c, await findLink(c.req.param('id'))))
  app.get('/l/*', c => page(c, { state: 'unknown' }))
  app.notFound(c => page(c, { state: 'notFound' }))
  app.onError((error, c) => {
    log.error({ err: error, requestId: c.get('requestId') }, 'page failed')
    return page(c, { state: 'away' })
  })
  return app
}

type Subject = { state: RedeemPageState; organizationName?: string | undefined; language?: string | null }

function page(c: Context, { state, organizationName, language }: Subject) {
  const accepted = parseAccept(c.req.header('accept-language') ?? '').map(({ type }) => type)
  c.header('Cache-Control', 'no-store')
  if (state === 'away') c.header('Retry-After', '60')
  return c.html(
    renderPage({ state, organizationName, languages: language ? [language, ...accepted] : accepted }),
    statusOf[state],
  )
}
