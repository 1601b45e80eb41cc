import { randomBytes } from 'node:crypto'
import { type AuthenticationResponseJSON, verifyAuthenticationResponse } from '@simplewebauthn/server'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addAuthenticator } from '../authenticator.ts'
import { eventually } from '../eventually.ts'
import { askForLink, type Passlink } from '../passlink.ts'
import { createLocalhostPasslink } from '../redeem-steps.ts'
import { findChromium, openChromium } from '../servers/chromium.ts'
import { looks, watchPage } from '../watched-page.ts'

const chromium = findChromium()
const [as] = looks

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

  const stored = (linkId: string) =>
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

  test('from the call through the mail to a passkey that signs in', async () => {
    const url = await mailedUrl()
    const { page, complaints, close } = await watchPage(browser, { as })
    const authenticator = await addAuthenticator(page)
    await page.goto(url)
    await page.getByText('For Alice Adams (alice@acme.example)').waitFor()
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByRole('heading', { name: 'Passkey added' }).waitFor()

    const linkId = /\/l\/([0-9a-f-]{36})#/.exec(url)?.[1] as string
    const passkey = await stored(linkId)
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

  /** Signs in as an application's own page does, naming nobody: the authenticator finds the passkey. */
  function signIn(page: Page, challenge: string) {
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
