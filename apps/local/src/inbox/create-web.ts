import { readFile } from 'node:fs/promises'
import { Hono } from 'hono'
import { isLoopbackHost } from '../loopback.ts'
import { createMailRoutes } from './create-mail-routes.ts'
import { createPageRoutes, type PageDependencies } from './create-page-routes.ts'
import { createWebhookRoutes } from './create-webhook-routes.ts'
import { createOwnPageRoutes } from './own-page/create-own-page-routes.ts'

const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

const loadFile = (name: string) => readFile(new URL(`pages/${name}`, import.meta.url), 'utf8')

/**
 * The inbox over HTTP: JSON and sources for programs, and pages. Refuses Host headers that do not name this machine.
 */
export async function createWeb(dependencies: PageDependencies & { redeemUrl: string | undefined }) {
  const [script, style] = await Promise.all([loadFile('page.js'), loadFile('page.css')])
  const app = new Hono()
  app.use(async (c, next) => {
    if (!isLoopbackHost(c.req.header('host'))) return c.text('this inbox answers to localhost only\n', 403)
    c.header('cache-control', 'no-store')
    c.header('x-content-type-options', 'nosniff')
    c.header('referrer-policy', 'no-referrer')
    c.header('content-security-policy', pagePolicy)
    return next()
  })
  app.get('/page.js', c => c.body(script, 200, { 'content-type': 'text/javascript' }))
  app.get('/page.css', c => c.body(style, 200, { 'content-type': 'text/css' }))
  app.route('/', createPageRoutes(dependencies))
  app.route('/', createMailRoutes(dependencies.mailbox))
  app.route('/', createWebhookRoutes(dependencies))
  if (dependencies.redeemUrl) app.route('/', await createOwnPageRoutes(dependencies.redeemUrl))
  return app
}
