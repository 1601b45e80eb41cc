import { html } from 'hono/html'
import { addressTags } from '../address-tags.ts'
import { type Outages, type Part, parts } from '../outages.ts'

export type RelayPorts = { first: number; second: number }

/** What there is to try, shown while no mail is open. */
export const guide = (outages: Outages, ports: RelayPorts) => html`
<h2>Ask for a link</h2>
<p>Paste the <code>curl</code> that <code>npm start</code> printed. The mail shows up here by itself.</p>
<h2>Ask for trouble</h2>
<p>A token for <code>alice+550</code> is for one more person, whose address is <code>alice+550@acme.example</code>, and
so for everybody: <code>npm run --silent token -- alice+550</code>. A mail to such an address is</p>
<dl>${addressTags.map(
  ({ tag, does }) => html`
<div><dt><code>+${tag}</code></dt><dd>${does}</dd></div>`,
)}
</dl>
<h2>Take something away</h2>
<p>Mail goes through the second relay while the first is away, and waits while both are.</p>
<ul class="parts">
${row('first', `port ${ports.first}`, outages)}
${row('second', `port ${ports.second}`, outages)}
${row('webhooks', '503 while away', outages)}
</ul>`

function row(part: Part, detail: string, outages: Outages) {
  const isAway = outages.isAway(part)
  return html`
<li><span><b>${parts[part]}</b> (${detail}): ${isAway ? 'away' : 'works'}</span>
<form method="post" action="/outages/${part}"><button name="away" value="${String(!isAway)}">${
    isAway ? 'Bring back' : 'Take away'
  }<span class="hidden"> the ${parts[part].toLowerCase()}</span></button></form></li>`
}
