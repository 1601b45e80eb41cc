import { Hono } from 'hono'
import type { Mailbox } from './mailbox.ts'

/** The policy for showing a mail: no scripts, no forms, no requests, no access to the page around it. */
const mailPolicy =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

/** The mails for programs: as JSON, newest first, and each with its parts and its source. */
export function createMailRoutes(mailbox: Mailbox): Hono {
  const app = new Hono()
  app.use('/api/messages/*', (c, next) => {
    c.header('content-security-policy', mailPolicy)
    return next()
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
