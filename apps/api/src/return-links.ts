import type { ReturnLinks } from './calls/link-writer.ts'
import type { Config } from './config.ts'

/** What returning links needs, or null where that is turned off: the keys are not used then, even if they are set. */
export function returnLinks({
  RETURN_LINKS,
  LINK_KEYS,
  PUBLIC_URL,
  LINK_LIFETIME,
}: Config): ReturnLinks | null {
  if (!RETURN_LINKS || !LINK_KEYS || !PUBLIC_URL) return null
  return { keyRing: LINK_KEYS, publicUrl: PUBLIC_URL, linkLifetimeMs: LINK_LIFETIME }
}
