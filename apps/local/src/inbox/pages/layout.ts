import { html } from 'hono/html'

type Frame = {
  /** Which of the two lists is shown, and the sizes of both. */
  tab: 'mails' | 'webhooks'
  counts: { mails: number; webhooks: number }
  list: unknown
  content: unknown
}

const tabs = {
  mails: { path: '/', name: 'Mails' },
  webhooks: { path: '/webhooks', name: 'Webhooks' },
} as const

/** The frame of the inbox's pages: tabs above, a list, and what is chosen of it. */
export const layout = ({ tab, counts, list, content }: Frame) => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${tabs[tab].name} (${counts[tab]})</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script>
</head>
<body>
<header>
<h1>Inbox</h1>
<nav aria-label="Inbox">${(['mails', 'webhooks'] as const).map(
  name => html`
<a href="${tabs[name].path}" aria-current="${name === tab ? 'page' : 'false'}">${tabs[name].name} ${counts[name]}</a>`,
)}
</nav>
<p role="status"></p>
<form method="post" action="/empty/${tab}"><button>Empty</button></form>
</header>
<nav class="list" aria-label="${tabs[tab].name}">${list}</nav>
<main>${content}</main>
</body>
</html>`

/** The time of day of an RFC 3339 time. */
export const timeOf = (at: string) =>
  html`<time datetime="${at}">${new Date(at).toLocaleTimeString('en-GB')}</time>`
