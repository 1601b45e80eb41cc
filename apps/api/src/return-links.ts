import type { ReturnLinks } from './calls/link-writer.ts'
import type { Config } from './config.ts'

/**
 * The settings for returning links, or null if RETURN_LINKS is off: then the keys are not used even if they are set.
 */
export function returnLinks({
  RETURN_LINKS,
  LINK_KEYS,
  PUBLIC_URL,
  LINK_LIFETIME,
}: Config): ReturnLinks | null {
  if (!RETURN_LINKS || !LINK_KEYS || !PUBLIC_URL) return null
  return { keyRing: LINK_KEYS, publicUrl: PUBLIC_URL, linkLifetimeMs: LINK_LIFETIME }
}
