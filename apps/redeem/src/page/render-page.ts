import type { Catalog } from '@passlink/messages'
import { html, raw } from 'hono/html'
import { assetPaths } from './assets.ts'
import { marks } from './marks.ts'
import { pageLanguages, textsPath } from './page-languages.ts'
import { type PageTexts, pageTexts } from './page-texts.ts'

type Page = {
  catalog: Catalog
  /** What the page is for: adding a passkey, removing one, or saying that there is no such page. */
  purpose: 'add' | 'undo' | 'notFound'
  /** The origins on which passkeys can be made. */
  origins: readonly string[]
}

/**
 * The page that every link opens. It is the same for all links of a purpose in a language; the script loads the data of
 * the link.
 */
export function renderPage({ catalog, purpose, origins }: Page) {
  const { language, direction } = catalog
  const texts = pageTexts(catalog)
  const isEnd = purpose === 'notFound'
  const shown = {
    add: { title: texts.ready.button, text: texts.ready.explanation, next: '' },
    undo: { title: texts.undo.title, text: '', next: '' },
    notFound: texts.ends.notFound,
  }[purpose]
  return html`<!doctype html>
<html lang="${language}" dir="${direction}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <title>${shown.title}</title>
    <link rel="stylesheet" href="${assetPaths.style}">
    ${isEnd ? '' : raw(scripts)}
    <link rel="icon" href="data:,">
  </head>
  <body>
    <main id="page" data-mark="${purpose === 'add' ? 'passkey' : 'attention'}">
      <div id="view">
        <p class="organization" id="organization" hidden><img id="logo" alt="" hidden><bdi id="organization-name"></bdi></p>
        ${raw(marks)}
        <h1 id="title" tabindex="-1">${shown.title}</h1>
        <p class="person" id="person"></p>
        <p class="text" id="text">${shown.text}</p>
        <p class="text" id="next" ${shown.next ? '' : 'hidden'}>${shown.next}</p>
        ${isEnd ? '' : controls(texts, purpose)}
      </div>
      ${isEnd ? '' : withoutScript(catalog)}
    </main>
    ${isEnd ? '' : languagePicker(texts)}
    ${isEnd ? '' : html`<script type="application/json" id="given">${raw(asJson({ texts, origins, textsPath: textsPath('*') }))}</script>`}
  </body>
</html>`
}

const controls = (
  { ready, undo, added, onPhone, loading, copyLink, openInBrowser, signIn }: PageTexts,
  purpose: Page['purpose'],
) => html`
        <form class="naming" id="naming" hidden>
          <label for="name" id="name-label">${added.nameLabel}</label>
          <div class="field">
            <input id="name" name="name" dir="auto" maxlength="100" required autocomplete="off" enterkeyhint="done" aria-describedby="hint">
            <button class="quiet" id="save">${added.nameSave}</button>
          </div>
          <p id="hint">${added.nameHint}</p>
        </form>
        <button class="wide" id="action" type="button" aria-disabled="true">${purpose === 'undo' ? undo.button : ready.button}</button>
        <a class="wide" id="browser" hidden>${openInBrowser}</a>
        <button class="wide quiet" id="copy" type="button" hidden>${copyLink}</button>
        <a class="wide" id="sign-in" hidden>${signIn}</a>
        <a class="wide quiet" id="support" hidden></a>
        <p class="status" id="status" role="status">${loading}</p>
        <div class="ways" id="ways" hidden>
          <p id="other-ways">${ready.otherWays}</p>
          <button class="quiet" id="phone" type="button" aria-controls="on-phone" hidden>${onPhone.show}</button>
          <div id="on-phone" hidden><p id="on-phone-text">${onPhone.text}</p><div id="qr" role="img" aria-label="${onPhone.code}"></div></div>
        </div>`

// The style sheet shows `not-loaded` after a while, unless the script runs.
const withoutScript = ({ redeem: { noScript, notLoaded } }: Catalog) => html`
      <div class="not-loaded" id="not-loaded" role="alert"><h1>${notLoaded.title}</h1><p class="text">${notLoaded.text}</p></div>
      <noscript><h1>${noScript.title}</h1><p class="text">${noScript.text}</p></noscript>`

const languagePicker = (texts: PageTexts) => html`
    <footer><select id="language" aria-label="${texts.languageLabel}" hidden>${pageLanguages.map(
      ({ language, name }) =>
        html`<option value="${language}" lang="${language}"${language === texts.language ? raw(' selected') : ''}>${name}</option>`,
    )}</select></footer>`

const scripts = [
  `<script defer src="${assetPaths.script}"></script>`,
  `<noscript><link rel="stylesheet" href="${assetPaths.noScript}"></noscript>`,
].join('\n    ')

// Escaped, so that no text can end the script element.
const asJson = (data: unknown) => JSON.stringify(data).replaceAll('<', '\\u003c')
