import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'

export const looks = [
  { look: 'desktop-light', width: 1280, height: 800, colorScheme: 'light' },
  { look: 'desktop-dark', width: 1280, height: 800, colorScheme: 'dark' },
  { look: 'phone-light', width: 390, height: 844, colorScheme: 'light' },
  { look: 'phone-dark', width: 390, height: 844, colorScheme: 'dark' },
] as const

/** The narrowest that a page must be readable at (WCAG 2.2, 1.4.10). */
export const narrow = { look: 'narrow', width: 320, height: 640, colorScheme: 'light' } as const

/** A page whose every complaint is noted: errors, refusals of the content security policy, requests to elsewhere. */
export type WatchedPage = {
  page: Page
  complaints: string[]
  /** What axe-core finds, rule by rule with the elements it is about; rules in `except` are left out. */
  barriers: (except?: string[]) => Promise<string[]>
  /** Keeps a picture of the whole page in `test/screenshots` where `SCREENSHOTS` is set, for somebody to look at. */
  picture: (name: string) => Promise<void>
  close: () => Promise<void>
}

const folder = fileURLToPath(new URL('screenshots/', import.meta.url))

type Options = {
  as: (typeof looks)[number] | typeof narrow
  password?: string
  locale?: string
  javaScriptEnabled?: boolean
}

export async function watchPage(browser: Browser, { as, password, ...more }: Options): Promise<WatchedPage> {
  const { look, width, height, colorScheme } = as
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    deviceScaleFactor: 2,
    isMobile: width < 600,
    ...more,
    ...(password ? { httpCredentials: { username: 'operator', password } } : {}),
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(`error: ${error.message}`))
  page.on('console', message => {
    const isOwn = message.location().url.startsWith(page.url())
    // Refusals that the page knows and tells the person of.
    const isOwnStatus = isOwn && /status of (4(00|04|09|10|29)|503)/.test(message.text())
    if (['error', 'warning'].includes(message.type()) && !isOwnStatus)
      complaints.push(`console: ${message.text()}`)
  })
  page.on('requestfailed', request => {
    const reason = request.failure()?.errorText
    // The page's own doing, such as an answer without news that it does not read.
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
    async barriers(except = []) {
      await page.evaluate(axe.source)
      const { violations } = await page.evaluate(() =>
        (globalThis as unknown as { axe: typeof axe }).axe.run(),
      )
      return violations
        .filter(({ id }) => !except.includes(id))
        .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
    },
    async picture(name) {
      if (!process.env.SCREENSHOTS) return
      await mkdir(folder, { recursive: true })
      await page.screenshot({ path: `${folder}${name}-${look}.png`, fullPage: true, animations: 'disabled' })
    },
    close: () => context.close(),
  }
}
