import type { Catalog, Device } from './catalog.ts'

/** Proposes a name for a passkey from its provider and its device, or from the device if the provider is unknown. */
export function proposePasskeyName(
  { language, redeem }: Catalog,
  { device, provider }: { device: Device; provider?: string | undefined },
): string {
  const deviceText = redeem.devices[device]
  // The name is stored and shown elsewhere, so it contains no marks of direction.
  if (provider) return redeem.passkeyName({ provider, device: deviceText }).replace(/[\u2068\u2069]/g, '')
  // A brand that starts with one lower-case letter, such as iPhone, is unchanged.
  return deviceText.replace(/^\p{Ll}(?!\p{Lu})/u, letter => letter.toLocaleUpperCase(language))
}
