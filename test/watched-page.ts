import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'

export const screens = [
  { name: 'desktop-light', width: 1280, height: 800, colorScheme: 'light' },
  { name: 'desktop-dark', width: 1280, height: 800, colorScheme: 'dark' },
  { name: 'phone-light', width: 390, height: 844, colorScheme: 'light' },
  { name: 'phone-dark', width: 390, height: 844, colorScheme: 'dark' },
] as const

/** The narrowest width at which a page must be readable (WCAG 2.2, 1.4.10). */
export const narrow = { name: 'narrow', width: 320, height: 640, colorScheme: 'light' } as const

/** A page that collects complaints: errors, violations of its content security policy, requests to other origins. */
export type WatchedPage = {
  page: Page
  complaints: string[]
  /** The violations that axe-core finds `within` an element, one for each rule and element, without the rules in `except`. */
  violations: (except?: string[], within?: string) => Promise<string[]>
  /** Saves a screenshot of the whole page to `test/screenshots` if `SCREENSHOTS` is set. */
  screenshot: (name: string) => Promise<void>
  close: () => Promise<void>
}

const folder = fileURLToPath(new URL('screenshots/', import.meta.url))

type Options = {
  screen: (typeof screens)[number] | typeof narrow
  password?: string
  locale?: string
  javaScriptEnabled?: boolean
  permissions?: string[]
}

export async function watchPage(
  browser: Browser,
  { screen, password, ...more }: Options,
): Promise<WatchedPage> {
  const { name: screenName, width, height, colorScheme } = screen
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    deviceScaleFactor: 2,
    isMobile: width < 600,
    ...more,
    // As a script does: it needs no session.
    ...(password ? { extraHTTPHeaders: { authorization: `Basic ${btoa(`operator:${password}`)}` } } : {}),
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(`error: ${error.message}`))
  page.on('console', message => {
    const isOwn = message.location().url.startsWith(page.url())
    // Error statuses that the page handles and reports to the person.
    const isOwnStatus = isOwn && /status of (4(00|04|09|10|29)|503)/.test(message.text())
    if (['error', 'warning'].includes(message.type()) && !isOwnStatus)
      complaints.push(`console: ${message.text()}`)
  })
  page.on('requestfailed', request => {
    const reason = request.failure()?.errorText
    // Aborted by the page itself, such as an answer that it does not read.
    if (reason !== 'net::ERR_ABORTED') complaints.push(`failed: ${request.url()} ${reason}`)
  })
  page.on('request', request => {
    const { protocol, origin } = new URL(request.url())
    const home = page.url() === 'about:blank' ? origin : new URL(page.url()).origin
    if (protocol !== 'data:' && origin !== home) complaints.push(`elsewhere: ${request.url()}`)
  })
  return {
    page,
    complaints,
    async violations(except = [], within = 'html') {
      await page.evaluate(axe.source)
      const { violations } = await page.evaluate(
        // A frame with another origin cannot be examined from here.
        selector => (globalThis as unknown as { axe: typeof axe }).axe.run(selector, { iframes: false }),
        within,
      )
      return violations
        .filter(({ id }) => !except.includes(id))
        .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
    },
    async screenshot(name) {
      if (!process.env.SCREENSHOTS) return
      await mkdir(folder, { recursive: true })
      await page.screenshot({
        path: `${folder}${name}-${screenName}.png`,
        fullPage: true,
        animations: 'disabled',
      })
    },
    close: () => context.close(),
  }
}
