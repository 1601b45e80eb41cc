import { html } from 'hono/html'
import type { Mail } from './mail.ts'

/** The page with the list of mails and the open mail. The content of a mail is escaped or in a sandboxed frame. */
export const page = (mails: Mail[], open?: Mail) => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Inbox (${mails.length})</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script>
</head>
<body>
<header>
<h1>Inbox</h1>
<p role="status">${mails.length} ${mails.length === 1 ? 'mail' : 'mails'}</p>
<form method="post" action="/empty"><button>Empty the inbox</button></form>
</header>
<nav aria-label="Mails">${mails.map(mail => entry(mail, mail === open))}</nav>
<main>${open ? reader(open) : hint}</main>
</body>
</html>`

const entry = ({ id, to, subject, receivedAt }: Mail, isOpen: boolean) => html`
<a href="/mails/${id}" aria-current="${String(isOpen)}">
<b>${subject || '(no subject)'}</b>
<span>${to.join(', ')}</span> <time datetime="${receivedAt}">${new Date(receivedAt).toLocaleTimeString('en-GB')}</time>
</a>`

const hint = html`
<p>Ask for a link: paste the <code>curl</code> that <code>npm start</code> printed. The mail shows up here by itself.</p>`

const reader = ({ id, from, to, subject, html: body, receivedAt }: Mail) => html`
<h2>${subject || '(no subject)'}</h2>
<p>From ${from || 'nobody'} to ${to.join(', ')}, ${new Date(receivedAt).toLocaleString('en-GB')}</p>
<p>
${body && html`<a href="/api/messages/${id}/html" target="mail">HTML</a>`}
<a href="/api/messages/${id}/text" target="mail">Plain text</a>
<a href="/api/messages/${id}/source" target="mail">Source</a>
</p>
<iframe name="mail" title="The mail" src="/api/messages/${id}/${body ? 'html' : 'text'}"
  sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`
