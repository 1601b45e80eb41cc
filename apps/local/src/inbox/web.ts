import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { isLoopbackHost } from '../loopback.ts'
import type { Mailbox } from './mailbox.ts'
import { readPage } from './page.ts'
import { mailPolicy, sheet } from './sheet.ts'

/** The inbox over HTTP: JSON and sources for programs, a page for people. Answers only to the names of this machine. */
export async function createWeb(mailbox: Mailbox) {
  const run = randomUUID()
  const app = new Hono()
  app.use(async (c, next) => {
    if (!isLoopbackHost(c.req.header('host'))) return c.text('this inbox answers to localhost only\n', 403)
    await next()
    c.header('cache-control', 'no-store')
    c.header('x-content-type-options', 'nosniff')
    c.header('referrer-policy', 'no-referrer')
    return
  })

  // What the page asks for every second or two: no bodies, and nothing at all while nothing changed.
  app.get('/api/list', c => {
    const tag = `"${run}-${mailbox.version()}"`
    c.header('etag', tag)
    if (c.req.header('if-none-match') === tag) return c.body(null, 304)
    return c.json(
      mailbox.list().map(({ id, from, to, subject, receivedAt }) => ({ id, from, to, subject, receivedAt })),
    )
  })
  app.get('/api/messages', c => c.json(mailbox.list()))
  app.delete('/api/messages', c => {
    mailbox.empty()
    return c.body(null, 204)
  })
  app.get('/api/messages/:id', c => {
    const found = mailbox.find(c.req.param('id'))
    return found ? c.json(found.mail) : c.json({ error: 'no such mail' }, 404)
  })
  app.get('/api/messages/:id/source', c => {
    const found = mailbox.find(c.req.param('id'))
    if (!found) return c.text('no such mail\n', 404)
    return c.body(new Uint8Array(found.source), 200, { 'content-type': 'text/plain; charset=utf-8' })
  })
  app.get('/api/messages/:id/sheet', c => {
    const found = mailbox.find(c.req.param('id'))
    return found
      ? c.html(sheet(found.mail.html), 200, { 'content-security-policy': mailPolicy })
      : c.notFound()
  })

  for (const { path, body, headers } of await readPage()) {
    app.get(path, c => c.body(body, 200, headers))
  }
  return app
}
