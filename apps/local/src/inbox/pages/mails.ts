import { html } from 'hono/html'
import type { Mail } from '../mail.ts'
import { timeOf } from './layout.ts'

/** The list of mails. */
export const mailList = (mails: readonly Mail[], open?: Mail) =>
  mails.map(
    mail => html`
<a href="/mails/${mail.id}" aria-current="${String(mail === open)}">
<b>${mail.subject || '(no subject)'}</b>
<span>${mail.to.join(', ')}</span> ${timeOf(mail.receivedAt)}
</a>`,
  )

/** An open mail. Its content is escaped or in a sandboxed frame, which can be as wide as a phone. */
export const reader = ({ id, from, to, subject, html: body, receivedAt, relay }: Mail) => html`
<h2>${subject || '(no subject)'}</h2>
<p>From ${from || 'nobody'} to ${to.join(', ')}, ${new Date(receivedAt).toLocaleString('en-GB')}, through the ${relay} relay</p>
<div class="views">
<p>
${body && html`<a href="/api/messages/${id}/html" target="mail">HTML</a>`}
<a href="/api/messages/${id}/text" target="mail">Plain text</a>
<a href="/api/messages/${id}/source" target="mail">Source</a>
</p>
<fieldset>
<legend>Width</legend>
<label><input type="radio" name="width" value="desktop" checked> Desktop</label>
<label><input type="radio" name="width" value="phone"> Phone</label>
</fieldset>
</div>
<iframe name="mail" title="The mail" src="/api/messages/${id}/${body ? 'html' : 'text'}"
  sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`
