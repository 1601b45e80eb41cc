import { catalogFor } from '@passlink/messages'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addAuthenticator } from '../authenticator.ts'
import { urlInState } from '../link-in-state.ts'
import type { Passlink } from '../passlink.ts'
import { createLocalhostPasslink } from '../redeem-steps.ts'
import { findChromium, openChromium } from '../servers/chromium.ts'
import { screens, watchPage } from '../watched-page.ts'

const chromium = findChromium()
const { redeem: texts } = catalogFor(['en'])
const [desktop, , phone] = screens

describe.runIf(chromium)('the page of a link', () => {
  let browser: Browser
  let passlink: Passlink
  beforeAll(async () => {
    browser = await openChromium(chromium as string)
    passlink = await createLocalhostPasslink()
    await passlink.startRedeem()
  })
  afterAll(async () => {
    await browser?.close()
    await passlink?.stop()
  })

  test.each([
    ['blocked', { status: 403, body: '' }],
    ['not the one of this page', { status: 404, body: '' }],
    ['broken', { status: 200, contentType: 'text/javascript', body: 'nothing.is.here' }],
  ])('says that it was not loaded if its script is %s', async (_, answer) => {
    const { page, screenshot, close } = await watchPage(browser, { screen: phone })
    await page.route('**/page/*.js', route => route.fulfill(answer))
    await page.goto(await urlInState(passlink, 'open'))
    await page
      .getByRole('alert')
      .getByRole('heading', { name: texts.notLoaded.title })
      .waitFor({ timeout: 20_000 })
    expect(await page.getByRole('button').isVisible()).toBe(false)
    await screenshot('redeem-not-loaded')
    await close()
  })

  test('with which a passkey is removed says so too', async () => {
    const { page, close } = await watchPage(browser, { screen: phone })
    await page.route('**/page/*.js', route => route.fulfill({ status: 403, body: '' }))
    await page.goto(`${passlink.environment.PUBLIC_URL}/u/01890000-0000-7000-8000-000000000000#x`)
    const alert = page.getByRole('alert').getByRole('heading', { name: texts.notLoaded.title })
    await alert.waitFor({ timeout: 20_000 })
    expect(await page.getByRole('button').isVisible()).toBe(false)
    expect(await page.getByRole('heading', { name: texts.undo.title }).isVisible()).toBe(false)
    await close()
  })

  test('does not say so while it works', async () => {
    const { page, complaints, close } = await watchPage(browser, { screen: phone })
    await page.goto(await urlInState(passlink, 'open'))
    await page.getByText('For Alice Adams').waitFor()
    expect(await page.locator('#not-loaded').evaluate(element => getComputedStyle(element).display)).toBe(
      'none',
    )
    expect(complaints).toEqual([])
    await close()
  })

  test('changes to the language that the person chooses, and stays in it', async () => {
    const { page, complaints, close } = await watchPage(browser, { screen: desktop })
    await addAuthenticator(page)
    await page.goto(await urlInState(passlink, 'open'))
    await page.getByText('For Alice Adams').waitFor()
    for (const language of ['fr', 'ar']) {
      const { redeem, direction } = catalogFor([language])
      await page.getByRole('combobox').selectOption(language)
      await page.getByRole('button', { name: redeem.ready.button }).waitFor()
      expect(await page.locator('html').getAttribute('dir')).toBe(direction)
    }
    const { redeem } = catalogFor(['ar'])
    await page.reload()
    await page.getByRole('button', { name: redeem.ready.button }).click()
    await page.getByRole('heading', { name: redeem.added.title }).waitFor()
    expect(await page.getByRole('textbox').count()).toBe(1)
    await page.reload()
    await page.getByRole('heading', { name: redeem.added.title }).waitFor()
    await page.getByRole('combobox').selectOption('fr')
    await page.getByRole('heading', { name: catalogFor(['fr']).redeem.added.title }).waitFor()
    expect(await page.getByRole('textbox').count()).toBe(0)
    expect(complaints).toEqual([])
    await close()
  })

  test('adds a passkey to an account that has more than the browser lets the page name', async () => {
    await passlink.database.sql`
      insert into passkeys (credential_id, user_id, public_key, counter, transports, backup_eligible, backed_up, aaguid,
        attestation_format, attestation, origin, rp_id, name)
      select 'credential' || lpad(number::text, 2, '0'), users.id, '\\x00', 0, '{internal}', true, true, gen_random_uuid(),
        'none', '\\x00', 'https://passlink.example', 'localhost', 'iPhone'
      from users, generate_series(1, 65) as number`
    const { page, complaints, close } = await watchPage(browser, { screen: phone })
    await addAuthenticator(page)
    await page.goto(await urlInState(passlink, 'open'))
    await page.getByRole('button', { name: texts.ready.button }).click()
    await page.getByRole('heading', { name: texts.added.title }).waitFor()
    expect(complaints).toEqual([])
    await close()
  })
})
