import { saveUsers } from '@passlink/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linkInState } from '../link-in-state.ts'
import type { Passlink } from '../passlink.ts'
import { alice } from '../people.ts'
import { createLocalhostPasslink, createSteps, type Steps } from '../redeem-steps.ts'

let passlink: Passlink
let steps: Steps
beforeAll(async () => {
  passlink = await createLocalhostPasslink()
  await passlink.startRedeem()
  steps = createSteps(passlink)
})
afterAll(() => passlink?.stop())

const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile/15E148 Safari/604.1'
const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/141.0.0.0 Safari/537.36'
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.1 Safari/605.1.15'
const applePasswords = 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd'
const windowsHello = '08987058-cadc-4b81-b6e1-30de50dcbe96'

async function addedName(
  made: object,
  userAgent: string,
  more = {},
  user?: { id: string; organizationId: string },
) {
  const linkId = await linkInState(passlink.database, 'open', user)
  const registration = await steps.register(linkId, made)
  const { body } = await steps.complete(linkId, registration, more, { 'user-agent': userAgent })
  return body.passkey.name
}

describe('a passkey is named after', () => {
  test('its device, if the authenticator is unknown', async () => {
    expect(await addedName({}, iphone)).toBe('iPhone')
    expect(await addedName({}, windows)).toBe('Windows computer')
    expect(await addedName({}, 'curl/8')).toBe('This device')
  })

  test('its authenticator and the device, which the page may know better than the User-Agent', async () => {
    expect(await addedName({ aaguid: applePasswords }, iphone)).toBe('Apple Passwords on iPhone')
    expect(await addedName({ aaguid: applePasswords }, mac, { device: 'ipad' })).toBe(
      'Apple Passwords on iPad',
    )
    expect(await addedName({ aaguid: windowsHello }, windows)).toContain('Windows Hello')
    expect(await addedName({}, mac, { device: 'a toaster' })).toBe('Mac')
  })

  test('the phone or the security key, if it is not on the device with the page', async () => {
    const phone = { attachment: 'cross-platform', transports: ['internal', 'hybrid'] }
    expect(await addedName(phone, windows)).toBe('Phone')
    const key = { attachment: 'cross-platform', transports: ['usb', 'nfc'] }
    expect(await addedName(key, iphone)).toBe('Security key')
  })

  test('in the language of the person', async () => {
    const user = { id: 'dora', organizationId: 'acme' }
    await saveUsers(passlink.database.db, [{ ...alice, ...user, language: 'de' }])
    const key = { attachment: 'cross-platform', transports: ['usb'] }
    expect(await addedName(key, windows, { language: 'fr' }, user)).toBe('Sicherheitsschlüssel')
  })
})

describe('another name', () => {
  let linkId: string
  let credentialId: string
  beforeAll(async () => {
    linkId = await linkInState(passlink.database, 'open')
    const registration = await steps.register(linkId)
    credentialId = (await steps.complete(linkId, registration)).body.passkey.credentialId
  })
  const name = async () =>
    (await passlink.database.sql`select name from passkeys where credential_id = ${credentialId}`)[0]?.name

  test.each([
    ['  My\t new  phone ', 'My new phone'],
    ['هاتف أمل 📱', 'هاتف أمل 📱'],
    ['x'.repeat(100), 'x'.repeat(100)],
    ["<b>'; drop table passkeys --", "<b>'; drop table passkeys --"],
  ])('can be given: %s', async (given, stored) => {
    expect(await steps.rename(linkId, credentialId, given)).toMatchObject({
      status: 200,
      body: { passkey: { credentialId, name: stored } },
    })
    expect(await name()).toBe(stored)
  })

  test.each(['', '   ', 'x'.repeat(101), 'a\u0007b', 'a\u202eb', 7, null])('is refused: %j', async given => {
    const before = await name()
    expect(await steps.rename(linkId, credentialId, given)).toMatchObject({
      status: 400,
      body: { error: { id: 'name_invalid' } },
    })
    expect(await name()).toBe(before)
  })

  test('is refused for the passkey of another link, and after more than ten minutes', async () => {
    const before = await name()
    const unknown = { status: 404, body: { error: { id: 'passkey_unknown' } } }
    const other = await linkInState(passlink.database, 'open')
    expect(await steps.rename(other, credentialId, 'Mine')).toMatchObject(unknown)
    await passlink.database
      .sql`update links set redeemed_at = now() - interval '11 minutes' where id = ${linkId}`
    expect(await steps.rename(linkId, credentialId, 'Late')).toMatchObject(unknown)
    expect(await name()).toBe(before)
  })
})
