import { type Context, Hono } from 'hono'
import { csrf } from 'hono/csrf'
import type { Mailbox } from './mailbox.ts'
import { isPart, type Outages } from './outages.ts'
import { guide, type RelayPorts } from './pages/guide.ts'
import { layout } from './pages/layout.ts'
import { mailList, reader } from './pages/mails.ts'
import { webhookGuide, webhookList, webhookView } from './pages/webhooks.ts'
import type { WebhookLog } from './webhooks/webhook-log.ts'

export type PageDependencies = {
  mailbox: Mailbox
  webhooks: WebhookLog
  outages: Outages
  ports: RelayPorts
}

/** The pages, and what their buttons do. */
export function createPageRoutes({ mailbox, webhooks, outages, ports }: PageDependencies): Hono {
  const app = new Hono()
  app.get('/', c => showMails(c))
  app.get('/mails/:id', c => showMails(c, c.req.param('id')))
  app.get('/webhooks', c => showWebhooks(c))
  app.get('/webhooks/:id', c => showWebhooks(c, c.req.param('id')))
  app.post('/empty/mails', csrf(), c => {
    mailbox.empty()
    return c.redirect('/')
  })
  app.post('/empty/webhooks', csrf(), c => {
    webhooks.empty()
    return c.redirect('/webhooks')
  })
  app.post('/outages/:part', csrf(), async c => {
    const part = c.req.param('part')
    if (!isPart(part)) return c.notFound()
    outages.set(part, (await c.req.parseBody()).away === 'true')
    return c.redirect('/')
  })
  return app

  function showMails(c: Context, id?: string) {
    const open = id === undefined ? undefined : mailbox.find(id)?.mail
    return c.html(
      layout({
        tab: 'mails',
        counts: counts(),
        list: mailList(mailbox.list(), open),
        content: open ? reader(open) : guide(outages, ports),
      }),
    )
  }

  function showWebhooks(c: Context, id?: string) {
    const open = id === undefined ? undefined : webhooks.find(id)
    return c.html(
      layout({
        tab: 'webhooks',
        counts: counts(),
        list: webhookList(webhooks.list(), open),
        content: open ? webhookView(open) : webhookGuide,
      }),
    )
  }

  function counts() {
    return { mails: mailbox.list().length, webhooks: webhooks.list().length }
  }
}
