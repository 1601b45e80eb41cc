import { readFile } from 'node:fs/promises'
import { Hono } from 'hono'
import { csrf } from 'hono/csrf'
import { isLoopbackHost } from '../loopback.ts'
import type { Mailbox } from './mailbox.ts'
import { page } from './page.ts'

const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/** The policy for showing a mail: no scripts, no forms, no requests, no access to the page around it. */
const mailPolicy =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

const loadFile = (name: string) => readFile(new URL(name, import.meta.url), 'utf8')

/**
 * The inbox over HTTP: JSON and sources for programs, and a page. Refuses Host headers that do not name this machine.
 */
export async function createWeb(mailbox: Mailbox) {
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
  app.use('/api/*', (c, next) => {
    c.header('content-security-policy', mailPolicy)
    return next()
  })
  app.get('/', c => c.html(page(mailbox.list())))
  app.get('/mails/:id', c => c.html(page(mailbox.list(), mailbox.find(c.req.param('id'))?.mail)))
  app.get('/page.js', c => c.body(script, 200, { 'content-type': 'text/javascript' }))
  app.get('/page.css', c => c.body(style, 200, { 'content-type': 'text/css' }))
  app.post('/empty', csrf(), c => {
    mailbox.empty()
    return c.redirect('/')
  })

  app.get('/api/messages', c => c.json(mailbox.list()))
  app.delete('/api/messages', c => {
    mailbox.empty()
    return c.body(null, 204)
  })
  app.get('/api/messages/:id/:part?', c => {
    const found = mailbox.find(c.req.param('id'))
    if (!found) return c.json({ error: 'no such mail' }, 404)
    const { mail, source } = found
    const part = c.req.param('part')
    if (part === undefined) return c.json(mail)
    if (part === 'text') return c.text(mail.text || 'This mail has no plain text.\n')
    if (part === 'source') return c.text(source.toString())
    // The first doctype and base count, so those of the mail are ignored. Links open in a new tab.
    if (part === 'html') return c.html(`<!doctype html><base target="_blank">${mail.html}`)
    return c.notFound()
  })
  return app
}
