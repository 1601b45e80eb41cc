import type { Catalog } from '@passlink/messages'
import { createLruCache } from '@passlink/runtime'
import Bowser from 'bowser'

const parsedAgents = createLruCache<{ browser: string; system: string }>(1_000)

/** The line that names the browser, and its system, of a user agent; undefined if it names no browser that we know. */
export function browserOf(userAgent: string, { mail }: Catalog): string | undefined {
  const parsed = parsedAgents.get(userAgent) ?? parse(userAgent)
  parsedAgents.set(userAgent, parsed)
  const { browser, system } = parsed
  if (!browser) return undefined
  return system ? mail.browserOn({ browser, system }) : mail.browser({ browser })
}

// The name of an unknown browser is whatever its user agent says, and so could be a text of its sender's.
const browsers = new Set(Object.values(Bowser.BROWSER_MAP))
const systems = new Set(Object.values(Bowser.OS_MAP))

function parse(userAgent: string) {
  const { browser, os } = Bowser.parse(userAgent)
  return { browser: knownIn(browsers, browser.name), system: knownIn(systems, os.name) }
}

const knownIn = (names: ReadonlySet<string>, name = '') => (names.has(name) ? name : '')
