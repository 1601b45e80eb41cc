import { expect, test } from 'vitest'
import { catalogFor } from './languages.ts'
import { proposePasskeyName } from './propose-passkey-name.ts'

const provider = 'iCloud Keychain'

test.each([
  ['en', 'iCloud Keychain on this device', 'This device'],
  ['de', 'iCloud Keychain (dieses Gerät)', 'Dieses Gerät'],
  ['fr', 'iCloud Keychain sur cet appareil', 'Cet appareil'],
  ['ar', 'iCloud Keychain على هذا الجهاز', 'هذا الجهاز'],
])(
  'a passkey in %s is named after its provider and the device, or after the device',
  (language, both, alone) => {
    const catalog = catalogFor([language])
    expect(proposePasskeyName(catalog, { device: 'thisDevice', provider })).toBe(both)
    expect(proposePasskeyName(catalog, { device: 'thisDevice' })).toBe(alone)
  },
)

test('the spelling of a brand is unchanged', () => {
  expect(proposePasskeyName(catalogFor(['en']), { device: 'iphone' })).toBe('iPhone')
  expect(proposePasskeyName(catalogFor(['fr']), { device: 'androidPhone' })).toBe('Téléphone Android')
})
