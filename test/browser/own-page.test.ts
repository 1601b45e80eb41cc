import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addAuthenticator } from '../authenticator.ts'
import { codeOf, linkInState } from '../link-in-state.ts'
import type { Passlink } from '../passlink.ts'
import { createLocalhostPasslink } from '../redeem-steps.ts'
import { findChromium, openChromium } from '../servers/chromium.ts'
import { screens, watchPage } from '../watched-page.ts'
import { webauthnBundle } from '../webauthn-bundle.ts'

const chromium = findChromium()
const [screen] = screens
const bundle = readFileSync(webauthnBundle)

/** An application's own page, as in docs/hosting.md. */
async function startOwnPage(): Promise<{ server: Server; origin: string }> {
  const server = createServer((request, response) => {
    const isScript = request.url === '/webauthn.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(
      isScript
        ? bundle
        : '<!doctype html><link rel="icon" href="data:,"><script src="/webauthn.js"></script>',
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, origin: `http://localhost:${(server.address() as AddressInfo).port}` }
}

describe.runIf(chromium)("an application's own page", () => {
  let browser: Browser
  let passlink: Passlink
  let server: Server
  let origin: string
  beforeAll(async () => {
    browser = await openChromium(chromium as string)
    const page = await startOwnPage()
    server = page.server
    origin = page.origin
    passlink = await createLocalhostPasslink({ ALLOWED_ORIGINS: origin })
    await passlink.startRedeem()
  })
  afterAll(async () => {
    await browser?.close()
    await passlink?.stop()
    server?.close()
  })

  /** Adds a passkey from a page of another origin. Resolves to the answers, or the error, and the credentials made. */
  async function addFrom(address: string, linkId: string) {
    const { page, close } = await watchPage(browser, { screen })
    const authenticator = await addAuthenticator(page)
    await page.goto(address)
    const answers = await page
      .evaluate(
        async ({ link, code }) => {
          const post = async (step: string, body: object) => {
            const response = await fetch(`${link}/${step}`, {
              method: 'POST',
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify({ code, ...body }),
            })
            return response.json()
          }
          const { options } = await post('options', {})
          const { startRegistration } = (
            globalThis as unknown as {
              SimpleWebAuthnBrowser: { startRegistration: (given: object) => Promise<unknown> }
            }
          ).SimpleWebAuthnBrowser
          const response = await startRegistration({ optionsJSON: options })
          const added = await post('passkey', { response })
          return [added, await post('name', { credentialId: added.passkey.credentialId, name: 'Mine' })]
        },
        { link: `${passlink.environment.PUBLIC_URL}/l/${linkId}`, code: codeOf(passlink, linkId) },
      )
      .catch((error: Error) => error.message)
    const credentialIds = await authenticator.credentialIds()
    await close()
    return { answers, credentialIds }
  }

  test('at an allowed origin adds a passkey', async () => {
    const linkId = await linkInState(passlink.database, 'open')
    const { answers, credentialIds } = await addFrom(origin, linkId)
    expect(answers).toMatchObject([{ passkey: { name: 'Linux computer' } }, { passkey: { name: 'Mine' } }])
    expect(credentialIds).toHaveLength(1)
    expect(await passlink.database.sql`select origin, name from passkeys where link_id = ${linkId}`).toEqual([
      { origin, name: 'Mine' },
    ])
  })

  test('at any other origin reads nothing and changes nothing', async () => {
    const linkId = await linkInState(passlink.database, 'open')
    const { answers, credentialIds } = await addFrom(origin.replace('localhost', '127.0.0.1'), linkId)
    expect(answers).toContain('Failed to fetch')
    expect(credentialIds).toEqual([])
    expect(await passlink.database.sql`select from challenges where link_id = ${linkId}`).toEqual([])
  })
})
