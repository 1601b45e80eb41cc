import { html } from 'hono/html'

export type Html = ReturnType<typeof html>

type Content = { title: string; body: Html; isList?: boolean; isMails?: boolean }

/** The HTML document of every page of ours. */
export function layout({ title, body, isList = false, isMails = false }: Content) {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title} · Passlink</title>
    <link rel="stylesheet" href="/dead-letters/page.css">
    ${isMails && html`<link rel="stylesheet" href="/mails/page.css">`}
    <link rel="icon" href="data:,">
  </head>
  <body>
    <header>
      <nav aria-label="Dashboard">
        <strong>Passlink</strong>
        <a href="/dead-letters" ${isList && html`aria-current="page"`}>Dead letters</a>
        <a href="/mails" ${isMails && html`aria-current="page"`}>Mails</a>
        <a href="/queues">Queue</a>
      </nav>
      <form action="/dead-letters/find" role="search">
        <input name="id" aria-label="Delivery id" placeholder="Delivery id" required autocomplete="off" spellcheck="false">
        <button>Look up</button>
      </form>
    </header>
    <main>${body}</main>
  </body>
</html>`
}

/** A page with a single message and a link to the list. */
export function messagePage(title: string, text: string) {
  const body = html`
      <h1>${title}</h1>
      <p>${text}</p>
      <p><a class="button" href="/dead-letters">All dead letters</a></p>`
  return layout({ title, body })
}
