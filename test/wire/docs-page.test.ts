import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPasslink, type Passlink } from '../passlink.ts'
import { findChromium, openChromium } from '../servers/chromium.ts'
import { screens, watchPage } from '../watched-page.ts'

const chromium = findChromium()

describe.skipIf(!chromium)('the reference page', () => {
  let passlink: Passlink
  let browser: Browser
  let origin: string
  beforeAll(async () => {
    passlink = await createPasslink('postgres')
    origin = `http://127.0.0.1:${(await passlink.startApi()).port}`
    browser = await openChromium(chromium as string)
  })
  afterAll(async () => {
    await browser?.close()
    await passlink?.stop()
  })

  test.each(screens)(
    'works under our content security policy and loads nothing from other origins ($name)',
    async screen => {
      const { page, complaints, screenshot, close } = await watchPage(browser, { screen })
      await page.goto(`${origin}/docs`)
      await page.getByText('/auth/v1/users/me/passwordless/_send_link').first().waitFor()
      await screenshot('docs')
      expect(complaints).toEqual([])
      await close()
    },
  )

  test('a call can be tried from it', async () => {
    const { page, complaints, close } = await watchPage(browser, { screen: screens[0] })
    await page.goto(`${origin}/docs`)
    page.setDefaultTimeout(10_000)
    await page.getByRole('button', { name: 'Authorize' }).click()
    await page.getByLabel('auth-bearer-value').fill(await passlink.issuer.token('alice'))
    await page.locator('.modal-ux').getByRole('button', { name: 'Apply credentials' }).click()
    await page.locator('.modal-ux').getByRole('button', { name: 'Close' }).first().click()
    const call = page.locator('.opblock').first()
    await call.locator('.opblock-summary').click()
    await call.getByRole('button', { name: 'Try it out' }).click()
    const answered = page.waitForResponse(response => response.url().endsWith('/_send_link'))
    await call.getByRole('button', { name: 'Execute' }).click()
    expect((await answered).status()).toBe(200)
    await call.locator('.live-responses-table').getByText('resourceOwner').first().waitFor()
    expect(complaints).toEqual([])
    await close()
  })
})
