import { catalogFor } from '@passlink/messages'
import jsqr from 'jsqr'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addAuthenticator } from '../authenticator.ts'
import { urlInState } from '../link-in-state.ts'
import type { Passlink } from '../passlink.ts'
import { createLocalhostPasslink } from '../redeem-steps.ts'
import { findChromium, openChromium } from '../servers/chromium.ts'
import { screens, type WatchedPage, watchPage } from '../watched-page.ts'

const chromium = findChromium()
const { redeem: texts } = catalogFor(['en'])
const [desktop, , phone] = screens

const webView = 'Mozilla/5.0 (Linux; Android 15; Pixel 9; wv) Chrome/141 Mobile'
const inWebView = (rest = '') => `${rest}
  Object.defineProperty(navigator, 'userAgent', { value: '${webView}' })`

describe.runIf(chromium)('a link that is opened where it cannot be used', () => {
  let browser: Browser
  let passlink: Passlink
  let url: string
  let watched: WatchedPage
  let page: Page
  beforeAll(async () => {
    browser = await openChromium(chromium as string)
    passlink = await createLocalhostPasslink()
    await passlink.startRedeem()
  })
  afterAll(async () => {
    await browser?.close()
    await passlink?.stop()
  })
  beforeEach(async () => {
    url = await urlInState(passlink, 'open')
  })
  afterEach(() => watched?.close())

  async function open(screen: Parameters<typeof watchPage>[1]['screen'], script = '') {
    watched = await watchPage(browser, { screen, permissions: ['clipboard-read', 'clipboard-write'] })
    page = watched.page
    await addAuthenticator(page)
    await page.addInitScript(script)
  }
  /** What was copied. The page of a link may not read it. */
  async function copied(): Promise<string> {
    const reader = await page.context().newPage()
    await reader.goto(`${new URL(url).origin}/healthz`)
    await reader.bringToFront()
    return reader.evaluate(() => navigator.clipboard.readText())
  }
  const seen = async (title: string) => page.getByRole('heading', { name: title }).waitFor()

  async function expectReadable(name: string) {
    await watched.screenshot(`redeem-${name}`)
    expect(await watched.violations()).toEqual([])
    expect(watched.complaints).toEqual([])
  }

  test('in an app without passkeys keeps its code in the address, can be copied, and opens in the browser', async () => {
    await open(phone, inWebView('delete window.PublicKeyCredential'))
    await page.goto(url)
    await seen(texts.ends.notAllowedHere.title)
    expect(page.url()).toBe(url)
    await page.getByRole('button', { name: texts.copyLink }).click()
    await page.getByRole('status').getByText(texts.linkCopied).waitFor()
    expect(await copied()).toBe(url)
    const intent = await page.getByRole('link', { name: texts.openInBrowser }).getAttribute('href')
    expect(intent).toBe(
      `intent://${url.slice('http://'.length)}#Intent;scheme=http;action=android.intent.action.VIEW;category=android.intent.category.BROWSABLE;end`,
    )
    await expectReadable('in-app')
  })

  test('in an app that refuses to add a passkey can be copied after the try', async () => {
    await open(
      phone,
      inWebView(
        `navigator.credentials.create = () => Promise.reject(new DOMException('no', 'NotAllowedError'))`,
      ),
    )
    await page.goto(url)
    await page.getByRole('button', { name: texts.ready.button }).click()
    await seen(texts.ends.notAllowedHere.title)
    await page.getByRole('button', { name: texts.copyLink }).click()
    await page.getByRole('status').getByText(texts.linkCopied).waitFor()
    expect(await copied()).toBe(url)
  })

  test('in a browser without a clipboard API is copied all the same', async () => {
    await open(
      phone,
      `delete window.PublicKeyCredential
       Object.defineProperty(navigator.clipboard, 'writeText', { value: () => Promise.reject(new Error('no')) })`,
    )
    await page.goto(url)
    await seen(texts.ends.unsupported.title)
    await page.getByRole('button', { name: texts.copyLink }).click()
    await page.getByRole('status').getByText(texts.linkCopied).waitFor()
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('copy')
    expect(await copied()).toBe(url)
    expect(page.url()).toBe(url)
  })

  test.each<[string, (whole: string) => string]>([
    ['an escaped #', whole => whole.replace('#', '%23')],
    ['a twice escaped #', whole => whole.replace('#', '%2523')],
    ['a slash and an escaped #', whole => whole.replace('#', '/%23')],
    ['an escaped # and another fragment', whole => `${whole.replace('#', '%23')}#top`],
    ['an escaped # in parameters', whole => whole.replace('#', '?u=%23x#')],
    ['a space after the id', whole => whole.replace('#', '%20#')],
    ['a full stop after the id', whole => whole.replace('#', '.#')],
    ['a slash before the #', whole => whole.replace('#', '/#')],
    ['parameters before the #', whole => whole.replace('#', '?utm_source=mail#')],
    ['parameters after the code', whole => `${whole}&utm_source=mail`],
    ['a full stop after the code', whole => `${whole}.`],
    ['a bracket after the code', whole => `${whole}%3E`],
    ['a space before the code', whole => whole.replace('#', '#%20')],
  ])('with %s works, and its code is in no address', async (_, mangle) => {
    await open(desktop)
    await page.goto(mangle(url))
    await page.getByText('For Alice Adams').waitFor()
    expect(page.url()).toBe(url.replace(/#.*/, ''))
    expect(await page.evaluate(() => Object.keys(sessionStorage).join())).not.toContain(url.slice(-22))
    await page.getByRole('button', { name: texts.ready.button }).click()
    await seen(texts.added.title)
    expect(watched.complaints).toEqual([])
  })

  test('on a desktop shows a QR code that opens the whole link on a phone', async () => {
    await open(desktop)
    await page.goto(url)
    await page.getByRole('button', { name: texts.onPhone.show }).click()
    const path = await page.getByRole('img', { name: texts.onPhone.code }).locator('path').getAttribute('d')
    expect(read(path ?? '')).toBe(url)
    await expectReadable('on-phone')
    await page.getByRole('button', { name: texts.onPhone.hide }).click()
    expect(await page.getByRole('img', { name: texts.onPhone.code }).isVisible()).toBe(false)
  })

  test('on a phone shows no QR code', async () => {
    await open(phone, `Object.defineProperty(navigator, 'userAgent', { value: 'Android 15 Mobile' })`)
    await page.goto(url)
    await page.getByText('For Alice Adams').waitFor()
    expect(await page.getByRole('button', { name: texts.onPhone.show }).isVisible()).toBe(false)
  })
})

/** Reads a QR code that is drawn as squares of a path. */
function read(path: string): string | undefined {
  const squares = [...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(
    ([, x, y]) => [Number(x), Number(y)] as const,
  )
  const scale = 4
  const side = (Math.max(...squares.flat()) + 4) * scale
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255)
  for (const [x, y] of squares)
    for (let row = 0; row < scale; row += 1)
      for (let column = 0; column < scale; column += 1)
        pixels.fill(
          0,
          4 * ((y * scale + row) * side + x * scale + column),
          4 * ((y * scale + row) * side + x * scale + column) + 3,
        )
  return jsqr.default(pixels, side, side)?.data
}
