import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Outages } from './outages.ts'
import type { WebhookLog } from './webhooks/webhook-log.ts'

/**
 * The endpoint for webhooks: it answers 204, 401 if the signature is not valid, and 503 while it is away. And what it
 * received, for programs: as JSON, newest first.
 */
export function createWebhookRoutes({ webhooks, outages }: { webhooks: WebhookLog; outages: Outages }): Hono {
  const app = new Hono()
  app.post('/hook', bodyLimit({ maxSize: 1_048_576 }), async c => {
    if (outages.isAway('webhooks')) return c.body(null, 503)
    const { isVerified } = webhooks.add(c.req.header(), await c.req.text())
    return c.body(null, isVerified ? 204 : 401)
  })
  app.get('/api/webhooks', c => c.json(webhooks.list()))
  app.delete('/api/webhooks', c => {
    webhooks.empty()
    return c.body(null, 204)
  })
  return app
}
