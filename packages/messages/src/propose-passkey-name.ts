import type { Catalog } from './catalog.ts'
import type { Device } from './redeem-texts.ts'

/** Proposes a name for a passkey: its provider and the device, or the device alone. */
export function proposePasskeyName(
  { language, redeem }: Catalog,
  { device, provider }: { device: Device; provider?: string | undefined },
): string {
  const word = redeem.devices[device]
  if (provider) return redeem.passkeyName(provider, word)
  // A brand that begins small, such as iPhone, stays as it is.
  return word.replace(/^\p{Ll}(?!\p{Lu})/u, letter => letter.toLocaleUpperCase(language))
}
