import { catalogFor, catalogs } from '@passlink/messages'
import { acceptedLanguages } from '@passlink/runtime'
import { type Context, Hono } from 'hono'
import type { Env } from '../env.ts'
import { type Asset, assets, compress } from './assets.ts'
import { pageTexts } from './page-texts.ts'
import { renderPage } from './render-page.ts'
import { sendAsset } from './send-asset.ts'

const html = 'text/html; charset=utf-8'
const cachedForAnHour = 'public, max-age=3600'

/**
 * The page, rendered once for each language, and its assets. The page is the same for every link and reads no data, so
 * that a GET, which mail scanners and prefetchers send too, changes and reveals nothing.
 */
export function createPageRoutes(origins: readonly string[]): Hono<Env> {
  const app = new Hono<Env>()
  const pages = pagesOf({ origins })
  const notFound = pagesOf({ origins, end: 'notFound' })

  app.get('/l/:id', c => send(c, pages))
  for (const [path, asset] of assets)
    app.get(path, c => sendAsset(c, asset, { cacheControl: cachedForAnHour }))
  for (const catalog of catalogs) {
    const texts = compress(Buffer.from(JSON.stringify(pageTexts(catalog))), 'application/json')
    app.get(`/page/texts/${catalog.language}.json`, c =>
      sendAsset(c, texts, { cacheControl: cachedForAnHour }),
    )
  }
  app.get('*', c => send(c, notFound, 404))
  return app
}

function pagesOf(page: Omit<Parameters<typeof renderPage>[0], 'catalog'>): Map<string, Asset> {
  return new Map(
    catalogs.map(catalog => {
      const rendered = renderPage({ ...page, catalog })
      return [catalog.language, compress(Buffer.from(String(rendered)), html)]
    }),
  )
}

function send(c: Context<Env>, pages: Map<string, Asset>, status: 200 | 404 = 200): Response {
  const { language } = catalogFor(acceptedLanguages(c.req.header('accept-language')))
  return sendAsset(c, pages.get(language) as Asset, {
    status,
    cacheControl: 'no-store',
    headers: { 'Content-Language': language, Vary: 'Accept-Language' },
  })
}
