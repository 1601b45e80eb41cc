import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  catchUp,
  type Inbox,
  type Issuer,
  type Known,
  type Mail,
  people,
  receive,
  startInbox,
  startIssuer,
} from '@passlink/local'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addAuthenticator } from '../authenticator.ts'
import { eventually } from '../eventually.ts'
import { type Passlink, requestLinkForAlice } from '../passlink.ts'
import { createLocalhostPasslink } from '../redeem-steps.ts'
import { findChromium, openChromium } from '../servers/chromium.ts'
import { screens, watchPage } from '../watched-page.ts'

const chromium = findChromium()
const [screen] = screens
const secret = `whsec_${Buffer.alloc(32, 3).toString('base64')}`

describe.runIf(chromium)('the login of the development issuer', () => {
  let browser: Browser
  let passlink: Passlink
  let inbox: Inbox
  let folder: string
  let api: { port: number }
  const known: Known = { passkeys: new Map(), removed: new Set() }
  const issuers: Issuer[] = []
  beforeAll(async () => {
    browser = await openChromium(chromium as string)
    folder = await mkdtemp(join(tmpdir(), 'passlink-issuer-'))
    inbox = await startInbox({
      host: '127.0.0.1',
      webPort: 0,
      smtpPort: 0,
      receiveWebhook: (headers, body) => receive(secret, headers, body, known),
    })
    passlink = await createLocalhostPasslink({
      WEBHOOK_URL: `http://127.0.0.1:${inbox.webPort}/hook`,
      WEBHOOK_SECRET: secret,
      SMTP_URL: `smtp://127.0.0.1:${inbox.smtpPort}`,
    })
    api = await passlink.startApi()
    await passlink.startWorker()
    await passlink.startRedeem()
  })
  afterAll(async () => {
    await browser?.close()
    await passlink?.stop()
    await inbox?.stop()
    await Promise.all(issuers.map(issuer => issuer.stop()))
    await rm(folder, { recursive: true, force: true })
  })

  async function start(passkeys: Known['passkeys']): Promise<string> {
    const issuer = await startIssuer({ port: 0, people, keysFile: join(folder, 'keys.json'), passkeys })
    issuers.push(issuer)
    return issuer.url
  }

  const signIn = async (page: Page, issuer: string) => {
    await page.goto(issuer)
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  }

  async function addPasskey(page: Page) {
    await requestLinkForAlice(passlink, api)
    const link = await eventually(async () => {
      const mails = (await (await fetch(`http://127.0.0.1:${inbox.webPort}/api/messages`)).json()) as Mail[]
      return (
        /http:\S+\/l\/\S+#[\w-]+/.exec(mails[0]?.text ?? '')?.[0] ?? Promise.reject(new Error('no mail yet'))
      )
    })
    await page.goto(link)
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByRole('heading', { name: 'Passkey added' }).waitFor()
  }

  async function askApi(path: string, method: string) {
    const headers = { authorization: `Bearer ${await passlink.issuer.token('alice')}` }
    const response = await fetch(`http://127.0.0.1:${api.port}/auth/v1/users/me/passwordless/${path}`, {
      method,
      headers,
    })
    expect(response.status).toBe(200)
    return response.json()
  }

  test('takes the passkey that a mailed link added, until it is removed', async () => {
    const { page, complaints, close } = await watchPage(browser, { screen })
    await addAuthenticator(page)
    const issuer = await start(known.passkeys)
    await addPasskey(page)
    await eventually(() => expect(known.passkeys.size).toBe(1))
    await signIn(page, issuer)
    await page.getByRole('heading', { name: 'You are signed in' }).waitFor()
    await page.getByText('Alice Adams').waitFor()

    const late: Known = { passkeys: new Map(), removed: new Set() }
    const claims = { sub: undefined, client_id: 'login', scope: 'passlink.provisioning' }
    const token = await passlink.issuer.token('', { claims })
    await catchUp({ url: `http://127.0.0.1:${api.port}`, token }, ['alice', 'nobody'], late)
    await signIn(page, await start(late.passkeys))
    await page.getByText('Alice Adams').waitFor()

    const { result } = await askApi('_search', 'POST')
    await askApi(result[0].id, 'DELETE')
    await eventually(() => expect(known.removed.size).toBe(1))
    await signIn(page, issuer)
    await page.getByText('Not signed in: not a passkey of ours').waitFor()
    expect(new URL(page.url()).pathname).toMatch(/^\/sign-in\//)
    // Going from one origin to the other is what is tried here.
    expect(complaints.filter(complaint => !complaint.startsWith('elsewhere: http://localhost:'))).toEqual([])
    await close()
  })

  test('takes no challenge twice, and no passkey without one', async () => {
    const { page, close } = await watchPage(browser, { screen })
    await addAuthenticator(page)
    const issuer = await start(known.passkeys)
    await addPasskey(page)
    await eventually(() => expect(known.passkeys.size).toBe(1))
    await page.goto(issuer)
    const outcomes = await page.evaluate(async () => {
      const post = async (step: string, body?: unknown) => {
        const response = await fetch(`${location.pathname}/${step}`, {
          method: 'POST',
          body: JSON.stringify(body),
        })
        return { status: response.status, answer: await response.json() }
      }
      const { SimpleWebAuthnBrowser } = globalThis as unknown as {
        SimpleWebAuthnBrowser: { startAuthentication: (given: object) => Promise<unknown> }
      }
      const { answer: optionsJSON } = await post('challenge')
      const response = await SimpleWebAuthnBrowser.startAuthentication({ optionsJSON })
      const { answer: fresh } = await post('challenge')
      return [
        (await post('passkey', response)).answer,
        (await post('passkey', response)).answer,
        fresh.challenge === optionsJSON.challenge,
      ]
    })
    expect(outcomes).toEqual([
      { error: expect.stringContaining('Unexpected authentication response challenge') },
      { error: 'its challenge is not known, or was used' },
      false,
    ])
    await close()
  })

  describe.each(screens)('on $name', screenOfPage => {
    test('is accessible and without complaints', async () => {
      const { page, complaints, violations, screenshot, close } = await watchPage(browser, {
        screen: screenOfPage,
      })
      await page.goto(await start(new Map()))
      await page.getByRole('button', { name: /Alice Adams/ }).waitFor()
      await screenshot('sign-in')
      expect(await violations()).toEqual([])
      await page.getByRole('button', { name: /Alice Adams/ }).click()
      await page.getByRole('heading', { name: 'You are signed in' }).waitFor()
      await screenshot('signed-in')
      expect(await violations()).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
      expect(complaints).toEqual([])
      await close()
    })
  })
})
