import { type Catalog, type Device, proposePasskeyName } from '@passlink/messages'
import type { NewPasskey } from '@passlink/store'
import { providers } from './providers.ts'

type PasskeyTraits = Pick<NewPasskey, 'aaguid' | 'attachment' | 'transports'>

/**
 * Proposes a name for a passkey from its provider and its device; `browserDevice` is the device of the person's
 * browser.
 */
export function namePasskey(passkey: PasskeyTraits, browserDevice: Device, catalog: Catalog): string {
  const device = deviceOfPasskey(passkey, browserDevice)
  const provider = providers[passkey.aaguid]
  const namesDevice = provider?.toLowerCase().includes(catalog.redeem.devices[device].toLowerCase())
  return provider && namesDevice ? provider : proposePasskeyName(catalog, { device, provider })
}

// A phone that is used by QR code reports the transport "internal" too, because the authenticator is internal to the
// phone.
function deviceOfPasskey({ attachment, transports }: PasskeyTraits, browserDevice: Device): Device {
  if (attachment !== 'cross-platform' && (attachment === 'platform' || transports.includes('internal')))
    return browserDevice
  return transports.includes('hybrid') || transports.includes('internal') ? 'phone' : 'securityKey'
}
