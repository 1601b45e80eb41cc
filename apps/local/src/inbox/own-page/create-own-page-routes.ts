import { readFile } from 'node:fs/promises'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { webauthnFile } from '../../webauthn-file.ts'

/**
 * An application's own page for links (docs/hosting.md), to which `http://localhost:3003/own-page/{{.CodeID}}#{{.Code}}`
 * leads. It takes the steps of the redeem app at `redeemUrl`.
 */
export async function createOwnPageRoutes(redeemUrl: string): Promise<Hono> {
  const [webauthn, script] = await Promise.all([
    readFile(webauthnFile, 'utf8'),
    readFile(new URL('own-page.js', import.meta.url), 'utf8'),
  ])
  const js = { 'content-type': 'text/javascript' }
  const app = new Hono()
  app.get('/own-page/webauthn.js', c => c.body(webauthn, 200, js))
  app.get('/own-page/own-page.js', c => c.body(script, 200, js))
  app.get('/own-page/:id', c => {
    const policy = `default-src 'none'; script-src 'self'; img-src data:; connect-src ${new URL(redeemUrl).origin}; base-uri 'none'; frame-ancestors 'none'`
    c.header('content-security-policy', policy)
    return c.html(page(redeemUrl))
  })
  return app
}

const page = (redeemUrl: string) => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>A page of your own</title>
<link rel="icon" href="data:,">
<script src="/own-page/webauthn.js" defer></script>
<script src="/own-page/own-page.js" defer></script>
</head>
<body data-redeem="${redeemUrl}">
<main>
<h1>A page of your own</h1>
<p>This one belongs to the inbox. It adds the passkey as docs/hosting.md says.</p>
<button>Add a passkey</button>
<p role="status"></p>
</main>
</body>
</html>`
