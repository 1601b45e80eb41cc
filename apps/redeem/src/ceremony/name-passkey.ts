import { type catalogFor, type Device, proposePasskeyName } from '@passlink/messages'
import type { NewPasskey } from '@passlink/store'
import { providers } from './providers.ts'

type Made = Pick<NewPasskey, 'aaguid' | 'attachment' | 'transports'>

/** The name proposed for a passkey, from who keeps it and where it is; `browserDevice` is what the person's browser runs on. */
export function namePasskey(
  passkey: Made,
  browserDevice: Device,
  catalog: ReturnType<typeof catalogFor>,
): string {
  const device = deviceWith(passkey, browserDevice)
  const provider = providers[passkey.aaguid]
  const saysTheDevice = provider?.toLowerCase().includes(catalog.redeem.devices[device].toLowerCase())
  return provider && saysTheDevice ? provider : proposePasskeyName(catalog, { device, provider })
}

// The authenticator of a phone that was reached by QR code names "internal" too, which it is in the phone.
function deviceWith({ attachment, transports }: Made, browserDevice: Device): Device {
  if (attachment !== 'cross-platform' && (attachment === 'platform' || transports.includes('internal')))
    return browserDevice
  return transports.includes('hybrid') || transports.includes('internal') ? 'phone' : 'securityKey'
}
