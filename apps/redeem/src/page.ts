import { catalogFor, type RedeemPageState } from '@passlink/messages'
import { html } from 'hono/html'

type PageContent = { state: RedeemPageState; organizationName?: string | undefined; languages: string[] }

/** The page that a link opens, in the first of the languages that we have. */
export function renderPage({ state, organizationName = '', languages }: PageContent) {
  const catalog = catalogFor(languages)
  const { title, text } = catalog.redeemPage[state]
  return html`<!doctype html>
<html lang="${catalog.language}" dir="${catalog.direction}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <title>${title}</title>
    <link rel="stylesheet" href="/page.css">
    <link rel="icon" href="data:,">
  </head>
  <body>
    <main>
      ${organizationName && html`<p class="organization">${organizationName}</p>`}
      ${mark(state)}
      <h1>${title}</h1>
      <p>${text(organizationName)}</p>
    </main>
  </body>
</html>`
}

const good: RedeemPageState[] = ['open', 'recorded']

function mark(state: RedeemPageState) {
  const path = good.includes(state) ? 'M7 12.5l3.2 3.2L17 9' : 'M12 7v6m0 3.5v.01'
  return html`<svg class="${good.includes(state) ? 'good' : 'attention'}" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="11"></circle><path d="${path}"></path></svg>`
}
