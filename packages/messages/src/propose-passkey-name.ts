import type { Catalog } from './catalog.ts'
import type { Device } from './redeem-texts.ts'

/** Proposes a name for a passkey from its provider and its device, or from the device if the provider is unknown. */
export function proposePasskeyName(
  { language, redeem }: Catalog,
  { device, provider }: { device: Device; provider?: string | undefined },
): string {
  const deviceText = redeem.devices[device]
  if (provider) return redeem.passkeyName(provider, deviceText)
  // A brand that starts with one lower-case letter, such as iPhone, is unchanged.
  return deviceText.replace(/^\p{Ll}(?!\p{Lu})/u, letter => letter.toLocaleUpperCase(language))
}
