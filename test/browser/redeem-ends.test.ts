import { catalogFor } from '@passlink/messages'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addAuthenticator, type TestAuthenticator } from '../authenticator.ts'
import { eventually } from '../eventually.ts'
import { urlInState } from '../link-in-state.ts'
import type { Passlink } from '../passlink.ts'
import { createLocalhostPasslink } from '../redeem-steps.ts'
import { findChromium, openChromium } from '../servers/chromium.ts'
import { type Gate, openGate } from '../servers/gate.ts'
import { screens, type WatchedPage, watchPage } from '../watched-page.ts'

const chromium = findChromium()
const { ends, added, ready, tryAgain } = catalogFor(['en']).redeem
const [desktop, , phone] = screens

describe.runIf(chromium)('an end without a new passkey', () => {
  let browser: Browser
  let passlink: Passlink
  let gate: Gate
  let url: string
  beforeAll(async () => {
    browser = await openChromium(chromium as string)
    passlink = await createLocalhostPasslink()
    gate = await openGate(passlink.database.url)
    passlink.environment.DATABASE_URL = gate.url
    await passlink.startRedeem()
  })
  afterAll(async () => {
    await browser?.close()
    await passlink?.stop()
    await gate?.shut()
  })

  let watched: WatchedPage
  let authenticator: TestAuthenticator
  beforeEach(async () => {
    await passlink.database.sql`delete from passkeys`
    watched = await watchPage(browser, { screen: phone })
    authenticator = await addAuthenticator(watched.page)
    url = await urlInState(passlink, 'open')
  })
  afterEach(() => watched?.close())

  const stored = () => passlink.database.sql`select * from passkeys`
  const addPasskey = () => watched.page.getByRole('button', { name: ready.button }).click()
  const clickTryAgain = () => watched.page.getByRole('button', { name: tryAgain }).click()
  const waitForReady = () => watched.page.getByText('For Alice Adams').waitFor()

  async function expectEnd(end: { title: string }, { isFinal = false } = {}) {
    const name = Object.entries(ends).find(([, { title }]) => title === end.title)?.[0] ?? 'added'
    await watched.page.getByRole('heading', { name: end.title }).waitFor()
    await watched.screenshot(`redeem-${name}`)
    expect(await watched.violations()).toEqual([])
    if (isFinal) expect(await watched.page.getByRole('button', { name: tryAgain }).count()).toBe(0)
  }

  test('cancelled: the person can try again with the same link', async () => {
    await authenticator.setUserVerified(false)
    await watched.page.goto(url)
    await addPasskey()
    await expectEnd(ends.cancelled)
    expect(await stored()).toEqual([])
    await authenticator.setUserVerified(true)
    await clickTryAgain()
    await expectEnd(added)
    expect(await stored()).toHaveLength(1)
    expect(watched.complaints).toEqual([])
  })

  test('already: a device with a passkey of this person gets no second one', async () => {
    await watched.page.goto(url)
    await addPasskey()
    await expectEnd(added)
    await watched.page.goto(await urlInState(passlink, 'open'))
    await addPasskey()
    await expectEnd(ends.already, { isFinal: true })
    expect(await stored()).toHaveLength(1)
    expect(await authenticator.credentialIds()).toHaveLength(1)
  })

  test.each([
    { what: 'no code', change: (whole: string) => whole.replace(/#.*/, '') },
    { what: 'half a code', change: (whole: string) => whole.slice(0, -5) },
    { what: 'another code', change: (whole: string) => whole.replace(/#.*/, `#${'A'.repeat(22)}`) },
  ])('wrong: an address with $what', async ({ change }) => {
    await watched.page.goto(change(url))
    await expectEnd(ends.wrong, { isFinal: true })
    expect(await watched.page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('A'.repeat(22))
    expect(watched.complaints).toEqual([])
  })

  test('unsupported: a browser without passkeys', async () => {
    await watched.page.addInitScript('delete window.PublicKeyCredential')
    await watched.page.goto(url)
    await expectEnd(ends.unsupported, { isFinal: true })
    expect(watched.complaints).toEqual([])
  })

  test('notAllowedHere: the page is in a web view of an app', async () => {
    await watched.page.addInitScript(`delete window.PublicKeyCredential
      Object.defineProperty(navigator, 'userAgent', { value: 'Mozilla/5.0 (Linux; Android 15; wv) Chrome/141' })`)
    await watched.page.goto(url)
    await expectEnd(ends.notAllowedHere, { isFinal: true })
  })

  test('wrongOrigin: the same page at another address, which is not to be copied', async () => {
    await watched.page.goto(url.replace('localhost', '127.0.0.1'))
    await expectEnd(ends.wrongOrigin, { isFinal: true })
    expect(watched.page.url()).not.toContain('#')
    expect(await watched.page.getByRole('button').count()).toBe(0)
    expect(watched.complaints).toEqual([])
  })

  test('offline: before the options are loaded, and after the passkey is made', async () => {
    const context = watched.page.context()
    await watched.page.route('**/options', route => route.abort('internetdisconnected'), { times: 1 })
    await watched.page.goto(url)
    await expectEnd(ends.offline)
    await clickTryAgain()
    await waitForReady()
    await context.setOffline(true)
    await addPasskey()
    await expectEnd(ends.offline)
    expect(await authenticator.credentialIds()).toHaveLength(1)
    await context.setOffline(false)
    await clickTryAgain()
    await expectEnd(added)
    expect(await authenticator.credentialIds()).toHaveLength(1)
    expect(await stored()).toHaveLength(1)
  })

  test('offline: after a lost answer the same request is sent again, and the passkey is stored once', async () => {
    const lose = async (route: Parameters<Parameters<typeof watched.page.route>[1]>[0]) => {
      await route.fetch()
      await route.abort('connectionreset')
    }
    await watched.page.route('**/passkey', lose, { times: 1 })
    await watched.page.goto(url)
    await addPasskey()
    await expectEnd(ends.offline)
    expect(await stored()).toHaveLength(1)
    await clickTryAgain()
    await expectEnd(added)
    expect(await stored()).toHaveLength(1)
  })

  test('away: the link works when the database is back', async () => {
    await watched.page.goto(url)
    await waitForReady()
    await gate.shut()
    await addPasskey()
    await expectEnd(ends.away)
    await gate.open()
    await clickTryAgain()
    await watched.page.getByRole('heading', { name: added.title }).waitFor()
    expect(await stored()).toHaveLength(1)
    expect(watched.complaints).toEqual([])
  })

  test('refused: a new challenge replaces a lost one, and the unusable passkey is removed', async () => {
    await watched.page.goto(url)
    await waitForReady()
    await passlink.database.sql`delete from challenges`
    await addPasskey()
    await expectEnd(ends.refused)
    await clickTryAgain()
    await waitForReady()
    await addPasskey()
    await expectEnd(added)
    expect(await stored()).toHaveLength(1)
    expect(watched.complaints).toEqual([])
  })

  test('busy: after too many tries the page shows how long to wait', async () => {
    const busy = await createLocalhostPasslink({ REDEEM_PER_LINK: '1/30s' })
    await busy.startRedeem()
    const address = await urlInState(busy, 'open')
    await watched.page.goto(address)
    await waitForReady()
    await watched.page.reload()
    await watched.page.getByRole('heading', { name: ends.busy.title }).waitFor()
    expect(await watched.page.locator('#text').textContent()).toMatch(/: (2\d|30) seconds/)
    await expectEnd(ends.busy)
    await busy.database.sql`delete from allowances`
    await clickTryAgain()
    await waitForReady()
    await busy.stop()
  })

  test('redeemed: the slower of two tabs shows this, and its passkey is removed', async () => {
    const other = await watchPage(browser, { screen: desktop })
    const slower = await addAuthenticator(other.page)
    await watched.page.goto(url)
    await other.page.goto(url)
    await waitForReady()
    await other.page.getByText('For Alice Adams').waitFor()
    await addPasskey()
    await expectEnd(added)
    await other.page.getByRole('button', { name: ready.button }).click()
    await other.page.getByRole('heading', { name: ends.redeemed.title }).waitFor()
    expect(await stored()).toHaveLength(1)
    expect(await authenticator.credentialIds()).toHaveLength(1)
    await eventually(async () => expect(await slower.credentialIds()).toEqual([]))
    expect([...watched.complaints, ...other.complaints]).toEqual([])
    await other.close()
  })
})
