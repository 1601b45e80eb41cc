import type { catalogFor } from '@passlink/messages'
import { html, raw } from 'hono/html'
import { assetPaths } from './assets.ts'
import { marks } from './marks.ts'
import { pageTexts } from './page-texts.ts'

type Page = {
  catalog: ReturnType<typeof catalogFor>
  /** The end that the page shows; without it the page is for adding a passkey. */
  end?: 'notFound'
  /** The origins on which passkeys can be made. */
  origins: readonly string[]
}

/**
 * The page that every link opens. It is the same for all links in a language; the script loads the data of the link.
 */
export function renderPage({ catalog, end, origins }: Page) {
  const { language, direction, redeem } = catalog
  const texts = pageTexts(catalog)
  const shown = end ? texts.ends[end] : { title: texts.ready.button, text: texts.ready.explanation, next: '' }
  return html`<!doctype html>
<html lang="${language}" dir="${direction}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <title>${shown.title}</title>
    <link rel="stylesheet" href="${assetPaths.css}">
    ${end ? '' : raw(scripts)}
    <link rel="icon" href="data:,">
  </head>
  <body>
    <main id="page" data-mark="${end ? 'attention' : 'passkey'}">
      <div id="view">
        <p class="organization" id="organization" hidden><img id="logo" alt="" hidden><bdi id="organization-name"></bdi></p>
        ${raw(marks)}
        <h1 id="title" tabindex="-1">${shown.title}</h1>
        <p class="person" id="person"></p>
        <p class="text" id="text">${shown.text}</p>
        <p class="text" id="next" ${shown.next ? '' : 'hidden'}>${shown.next}</p>
        ${end ? '' : controls(texts)}
      </div>
      ${end ? '' : html`<noscript><h1>${redeem.noScript.title}</h1><p class="text">${redeem.noScript.text}</p></noscript>`}
    </main>
    ${end ? '' : html`<script type="application/json" id="given">${raw(asJson({ texts, origins }))}</script>`}
  </body>
</html>`
}

const controls = ({ ready, added, loading }: ReturnType<typeof pageTexts>) => html`
        <form class="naming" id="naming" hidden>
          <label for="name" id="name-label">${added.nameLabel}</label>
          <div class="field">
            <input id="name" name="name" dir="auto" maxlength="100" required autocomplete="off" enterkeyhint="done" aria-describedby="hint">
            <button class="quiet" id="save">${added.nameSave}</button>
          </div>
          <p id="hint">${added.nameHint}</p>
        </form>
        <button id="action" type="button" aria-disabled="true">${ready.button}</button>
        <p class="status" id="status" role="status">${loading}</p>
        <p class="ways" id="ways">${ready.otherWays}</p>`

const scripts = [
  ...assetPaths.modules.map(path => `<link rel="modulepreload" href="${path}">`),
  `<script defer src="${assetPaths.webauthn}"></script>`,
  `<script type="module" src="${assetPaths.main}"></script>`,
  `<noscript><link rel="stylesheet" href="${assetPaths.noScript}"></noscript>`,
].join('\n    ')

// Escaped, so that no text can end the script element.
const asJson = (data: unknown) => JSON.stringify(data).replaceAll('<', '\\u003c')
