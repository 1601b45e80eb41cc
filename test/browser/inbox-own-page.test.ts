import { type Inbox, startInbox } from '@passlink/local'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addAuthenticator } from '../authenticator.ts'
import { urlInState } from '../link-in-state.ts'
import type { Passlink } from '../passlink.ts'
import { createLocalhostPasslink } from '../redeem-steps.ts'
import { findChromium, openChromium } from '../servers/chromium.ts'
import { freePort } from '../servers/free-port.ts'
import { screens, watchPage } from '../watched-page.ts'

const chromium = findChromium()
const [screen] = screens

describe.runIf(chromium)("the inbox's page of one's own", () => {
  let browser: Browser
  let passlink: Passlink
  let inbox: Inbox
  let origin: string
  beforeAll(async () => {
    browser = await openChromium(chromium as string)
    const webPort = await freePort()
    origin = `http://localhost:${webPort}`
    passlink = await createLocalhostPasslink({ ALLOWED_ORIGINS: origin })
    const redeemUrl = passlink.environment.PUBLIC_URL as string
    inbox = await startInbox({ host: '127.0.0.1', webPort, smtpPort: 0, redeemUrl })
    await passlink.startRedeem()
  })
  afterAll(async () => {
    await browser?.close()
    await passlink?.stop()
    await inbox?.stop()
  })

  test('adds a passkey, once', async () => {
    const { page, violations, close } = await watchPage(browser, { screen })
    await addAuthenticator(page)
    const [, id, code] = /\/l\/([0-9a-f-]+)#(.+)$/.exec(await urlInState(passlink, 'open')) ?? []
    await page.goto(`${origin}/own-page/${id}#${code}`)
    expect(await violations()).toEqual([])
    expect(page.url()).toBe(`${origin}/own-page/${id}`)
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByText('Added for Alice Adams: Linux computer').waitFor()
    expect(await passlink.database.sql`select origin from passkeys`).toEqual([{ origin }])
    await page.goto('about:blank')
    await page.goto(`${origin}/own-page/${id}#${code}`)
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByText('The link has already been used').waitFor()
    await close()
  })
})
