import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPasslink, type Passlink } from '../passlink.ts'
import { findChromium, openChromium } from '../servers/chromium.ts'

const chromium = findChromium()

type Build = { buildSync: (options: object) => { outputFiles: { text: string }[] } }

/** The application's page as one script. The bundler is a dependency of tsx. */
function bundle(): string {
  const require = createRequire(import.meta.resolve('tsx/package.json'))
  const { buildSync } = require('esbuild') as Build
  const entryPoints = [fileURLToPath(new URL('page-client.ts', import.meta.url))]
  return buildSync({ entryPoints, bundle: true, format: 'iife', write: false }).outputFiles[0]?.text ?? ''
}

describe.skipIf(!chromium)('a page of another origin', () => {
  let passlink: Passlink
  let application: Server
  let browser: Browser
  let page: Page
  let api: string
  const complaints: string[] = []
  beforeAll(async () => {
    passlink = await createPasslink('postgres')
    api = `http://127.0.0.1:${(await passlink.startApi()).port}`
    const html = `<!doctype html><title>App</title><link rel="icon" href="data:,"><script>${bundle()}</script>`
    application = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html)
    }).listen(0, '127.0.0.1')
    await once(application, 'listening')
    browser = await openChromium(chromium as string)
    page = await browser.newPage()
    page.on('pageerror', error => complaints.push(error.message))
    page.on('console', message => {
      if (message.type() === 'error' && !message.text().includes('status of 401'))
        complaints.push(message.text())
    })
    await page.goto(`http://localhost:${(application.address() as AddressInfo).port}/`)
  })
  afterAll(async () => {
    await browser?.close()
    application?.close()
    await passlink?.stop()
  })

  const call = (encoding: string, token: string) =>
    page.evaluate(
      ([baseUrl, how, bearer]) =>
        (globalThis as unknown as { call: (...args: unknown[]) => Promise<object> }).call(
          baseUrl,
          how,
          bearer,
        ),
      [api, encoding, token] as const,
    )

  test.each(['grpc-web', 'connect'])(
    'calls in %s and reads the answer, its header and an error',
    async encoding => {
      const seen = await call(encoding, await passlink.issuer.token('alice'))
      expect(seen).toEqual({ owner: 'acme', linkId: expect.stringMatching(/^[0-9a-f-]{36}$/) })
      expect(await call(encoding, 'nonsense')).toEqual({ code: 16, id: 'AUTH-7fs1e' })
      expect(complaints).toEqual([])
    },
  )
})
