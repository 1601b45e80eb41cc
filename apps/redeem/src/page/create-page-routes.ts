import { type Catalog, catalogFor, catalogs } from '@passlink/messages'
import { acceptedLanguages } from '@passlink/runtime'
import { type Context, Hono } from 'hono'
import type { Env } from '../env.ts'
import { type Asset, assets, compress } from './assets.ts'
import { textsPath } from './page-languages.ts'
import { pageTexts } from './page-texts.ts'
import { permissionsPolicy } from './permissions-policy.ts'
import { renderPage } from './render-page.ts'
import { immutable, sendAsset } from './send-asset.ts'

/**
 * The page, rendered once for each language, and its assets. The page is the same for every link and reads no data, so
 * that a GET, which mail scanners and prefetchers send too, changes and reveals nothing.
 */
export function createPageRoutes(origins: readonly string[]): Hono<Env> {
  const app = new Hono<Env>()
  const html = 'text/html; charset=utf-8'
  const page = perLanguage(html, catalog => renderPage({ origins, catalog, purpose: 'add' }))
  const undoPage = perLanguage(html, catalog => renderPage({ origins, catalog, purpose: 'undo' }))
  const notFound = perLanguage(html, catalog => renderPage({ origins, catalog, purpose: 'notFound' }))
  const texts = perLanguage('application/json', catalog => JSON.stringify(pageTexts(catalog)))

  // Mail programs and gateways append a slash, also to one with an escaped `#`.
  for (const rest of ['', '/', '/:escaped{%.+}']) {
    app.get(`/l/:id${rest}`, c => send(c, page))
    app.get(`/u/:id${rest}`, c => send(c, undoPage))
  }
  for (const [path, asset] of assets) app.get(path, c => sendAsset(c, asset, { cacheControl: immutable }))
  for (const catalog of catalogs)
    app.get(textsPath(catalog.language), c => sendAsset(c, texts(catalog), { cacheControl: immutable }))
  app.get('*', c => send(c, notFound, 404))
  return app
}

/** Renders and compresses for each language when that is asked for the first time. */
function perLanguage(type: string, render: (catalog: Catalog) => unknown): (catalog: Catalog) => Asset {
  const rendered = new Map<Catalog, Asset>()
  return catalog => {
    const asset = rendered.get(catalog) ?? compress(Buffer.from(String(render(catalog))), type)
    rendered.set(catalog, asset)
    return asset
  }
}

function send(c: Context<Env>, page: (catalog: Catalog) => Asset, status: 200 | 404 = 200): Response {
  const catalog = catalogFor(acceptedLanguages(c.req.header('accept-language')))
  return sendAsset(c, page(catalog), {
    status,
    cacheControl: 'no-store',
    headers: {
      'Content-Language': catalog.language,
      'Permissions-Policy': permissionsPolicy,
      Vary: 'Accept-Language',
    },
  })
}
