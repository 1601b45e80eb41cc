import { html } from 'hono/html'
import type { ReceivedWebhook } from '../webhooks/webhook-log.ts'
import { timeOf } from './layout.ts'

/** The list of webhooks. */
export const webhookList = (webhooks: readonly ReceivedWebhook[], open?: ReceivedWebhook) =>
  webhooks.map(
    webhook => html`
<a href="/webhooks/${webhook.id}" aria-current="${String(webhook === open)}">
<b>${webhook.type || '(no type)'}</b>
<span>${signatureOf(webhook)}</span> ${timeOf(webhook.receivedAt)}
</a>`,
  )

/** An open webhook. */
export const webhookView = (webhook: ReceivedWebhook) => html`
<h2>${webhook.type || '(no type)'}</h2>
<p>${new Date(webhook.receivedAt).toLocaleString('en-GB')}, ${signatureOf(webhook)}, webhook-id <code>${webhook.webhookId || 'none'}</code></p>
<pre tabindex="0" aria-label="The body">${indented(webhook.body)}</pre>`

/** Shown while no webhook is open. */
export const webhookGuide = html`
<h2>Webhooks</h2>
<p>Here is what your own login would be told: add a passkey, or mail a link, and it shows up. Its signature is checked
by the code of docs/integration.md, which then signs people in with what it learned.</p>
<p><code>WEBHOOK_URL</code> and <code>WEBHOOK_SECRET</code> for <code>npm start</code> lead webhooks to your own login instead.</p>`

const signatureOf = ({ isVerified }: ReceivedWebhook) =>
  isVerified ? 'signature verified' : 'signature NOT valid'

function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
