import type { Catalog } from '@passlink/messages'
import { createLruCache } from '@passlink/runtime'
import Bowser from 'bowser'
import { oneLine } from './one-line.ts'

const known = createLruCache<{ browser: string; system: string }>(1_000)

/** The line that names the browser, and its system, of a user agent; undefined if it names no browser that we know. */
export function browserOf(userAgent: string, { mail }: Catalog): string | undefined {
  const parsed = known.get(userAgent) ?? parse(userAgent)
  known.set(userAgent, parsed)
  const { browser, system } = parsed
  if (!browser) return undefined
  return system ? mail.browserOn({ browser, system }) : mail.browser({ browser })
}

function parse(userAgent: string) {
  const { browser, os } = Bowser.parse(userAgent)
  return { browser: oneLine(browser.name ?? ''), system: oneLine(os.name ?? '') }
}
