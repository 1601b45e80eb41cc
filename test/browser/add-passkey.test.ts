import { randomBytes } from 'node:crypto'
import { catalogFor } from '@passlink/messages'
import { type AuthenticationResponseJSON, verifyAuthenticationResponse } from '@simplewebauthn/server'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addAuthenticator } from '../authenticator.ts'
import { eventually } from '../eventually.ts'
import { urlInState } from '../link-in-state.ts'
import { askForLink, type Passlink } from '../passlink.ts'
import { createLocalhostPasslink } from '../redeem-steps.ts'
import { findChromium, openChromium } from '../servers/chromium.ts'
import { screens, watchPage } from '../watched-page.ts'
import { webauthnBundle } from '../webauthn-bundle.ts'

const chromium = findChromium()
const [screen] = screens
const { ready, added, ends } = catalogFor(['en']).redeem
const linkIdOf = (url: string) => /\/l\/([0-9a-f-]{36})#/.exec(url)?.[1] as string

describe.runIf(chromium)('adding a passkey', () => {
  let browser: Browser
  let passlink: Passlink
  let publicUrl: string
  beforeAll(async () => {
    browser = await openChromium(chromium as string)
    passlink = await createLocalhostPasslink()
    publicUrl = passlink.environment.PUBLIC_URL as string
    await passlink.startRedeem()
  })
  afterAll(async () => {
    await browser?.close()
    await passlink?.stop()
  })

  const storedPasskey = (linkId: string) =>
    passlink.database.sql`select * from passkeys where link_id = ${linkId}`.then(([row]) => row)

  async function mailedUrl(): Promise<string> {
    const { relay, issuer } = passlink
    const api = await passlink.startApi()
    const worker = await passlink.startWorker()
    expect((await askForLink(api, await issuer.token('alice'))).status).toBe(200)
    const [mail] = await eventually(() => {
      expect(relay.mails).toHaveLength(1)
      return relay.mails
    })
    await Promise.all([api.stop(), worker.stop()])
    return /http:\S+\/l\/\S+#[\w-]+/.exec(mail?.text ?? '')?.[0] ?? ''
  }

  test('with the link of a mail makes a passkey that signs in', async () => {
    const url = await mailedUrl()
    const { page, complaints, close } = await watchPage(browser, { screen })
    const authenticator = await addAuthenticator(page)
    await page.goto(url)
    await page.getByText('For Alice Adams (alice@acme.example)').waitFor()
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByRole('heading', { name: 'Passkey added' }).waitFor()

    const passkey = await storedPasskey(linkIdOf(url))
    expect(await authenticator.credentialIds()).toHaveLength(1)
    expect(passkey).toMatchObject({
      user_id: 'alice',
      rp_id: 'localhost',
      origin: publicUrl,
      attachment: 'platform',
    })
    const challenge = randomBytes(32).toString('base64url')
    const { verified } = await verifyAuthenticationResponse({
      response: await signIn(page, challenge),
      expectedChallenge: challenge,
      expectedOrigin: publicUrl,
      expectedRPID: 'localhost',
      credential: {
        id: passkey?.credential_id,
        publicKey: new Uint8Array(passkey?.public_key),
        counter: Number(passkey?.counter),
      },
      requireUserVerification: true,
    })
    expect(verified).toBe(true)
    expect(complaints).toEqual([])
    await close()
  })

  test.each([
    { transport: 'usb', device: 'Security key', elsewhere: 'phone or security key' },
    { transport: 'hybrid', device: 'Phone', elsewhere: 'phone or security key' },
    { transport: 'internal', device: 'Linux computer', elsewhere: 'on this device' },
  ] as const)('on an authenticator with transport $transport', async ({ transport, device, elsewhere }) => {
    const { page, complaints, close } = await watchPage(browser, { screen })
    const authenticator = await addAuthenticator(page, { transport })
    const url = await urlInState(passlink, 'open')
    await page.goto(url)
    await page.getByRole('button', { name: ready.button }).click()
    await page.getByRole('heading', { name: added.title }).waitFor()
    await page.getByText(elsewhere).waitFor()
    expect(await page.getByRole('textbox', { name: added.nameLabel }).inputValue()).toBe(device)
    expect(await storedPasskey(linkIdOf(url))).toMatchObject({
      name: device,
      transports: expect.arrayContaining([transport]),
      attachment: transport === 'internal' ? 'platform' : 'cross-platform',
    })
    expect(await authenticator.credentialIds()).toHaveLength(1)
    expect(complaints).toEqual([])
    await close()
  })

  test('the passkey can be renamed, and an invalid name is refused', async () => {
    const { page, complaints, close } = await watchPage(browser, { screen })
    await addAuthenticator(page)
    const url = await urlInState(passlink, 'open')
    await page.goto(url)
    await page.getByRole('button', { name: ready.button }).click()
    const field = page.getByRole('textbox', { name: added.nameLabel })
    await field.fill('\u202e')
    await page.getByRole('button', { name: added.nameSave }).click()
    await page.getByRole('status').getByText(added.nameNotSaved).waitFor()
    await field.fill('My phone')
    await page.getByRole('button', { name: added.nameSave }).click()
    await page.getByRole('status').getByText(added.nameSaved).waitFor()
    expect((await storedPasskey(linkIdOf(url)))?.name).toBe('My phone')
    expect(complaints).toEqual([])
    await close()
  })

  test('the code is removed from the address at once, survives a reload, and is deleted once the link is redeemed', async () => {
    const { page, complaints, close } = await watchPage(browser, { screen })
    await addAuthenticator(page)
    const requests: string[] = []
    page.on('request', request => requests.push(`${request.url()} ${request.headers().referer}`))
    const url = await urlInState(passlink, 'open')
    const [address = '', code = ''] = url.split('#')
    const storage = () =>
      page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie]))
    await page.goto('about:blank')
    await page.goto(url)
    await page.getByText('For Alice Adams').waitFor()
    expect(page.url()).toBe(address)
    expect(await storage()).toContain(code)
    await page.reload()
    await page.getByText('For Alice Adams').waitFor()
    await page.goto('about:blank')
    await page.goBack()
    await page.getByText('For Alice Adams').waitFor()

    await page.getByRole('button', { name: ready.button }).click()
    await page.getByRole('heading', { name: added.title }).waitFor()
    expect(await storage()).not.toContain(code)
    await page.reload()
    await page.getByRole('heading', { name: added.title }).waitFor()
    expect(await page.getByRole('textbox').count()).toBe(0)
    await page.goto('about:blank')
    await page.goBack()
    await page.getByRole('heading', { name: added.title }).waitFor()
    expect(requests.join('\n')).not.toContain(code)
    expect(complaints).toEqual([])
    await close()
  })

  test('a second link pasted into the same tab replaces the first', async () => {
    const { page, close } = await watchPage(browser, { screen })
    const url = await urlInState(passlink, 'open')
    await page.goto(url.replace(/#.*/, '#nonsense'))
    await page.getByRole('heading', { name: ends.wrong.title }).waitFor()
    await page.evaluate(hash => {
      location.hash = hash
    }, url.split('#')[1] ?? '')
    await page.getByText('For Alice Adams').waitFor()
    expect(page.url()).not.toContain('#')
    await close()
  })

  /** Signs in as an application's page does, with a discoverable credential. The page of a link may not sign in. */
  async function signIn(page: Page, challenge: string) {
    await page.goto(`${publicUrl}/healthz`)
    await page.addScriptTag({ path: webauthnBundle })
    return page.evaluate(
      async options =>
        (
          globalThis as unknown as {
            SimpleWebAuthnBrowser: {
              startAuthentication: (given: object) => Promise<AuthenticationResponseJSON>
            }
          }
        ).SimpleWebAuthnBrowser.startAuthentication({ optionsJSON: options }),
      { challenge, rpId: 'localhost', userVerification: 'required' },
    )
  }
})
