import { type Inbox, type Mail, startInbox } from '@passlink/local'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { findChromium, openChromium } from '../servers/chromium.ts'
import { screens, watchPage } from '../watched-page.ts'

const chromium = findChromium()

describe.runIf(chromium)('the mail with a link', () => {
  let browser: Browser
  let passlink: Passlink
  let inbox: Inbox
  let origin: string
  let api: { port: number }
  let mail: Mail
  const mails = async (): Promise<Mail[]> => (await fetch(`${origin}/api/messages`)).json()
  beforeAll(async () => {
    browser = await openChromium(chromium as string)
    inbox = await startInbox({ host: '127.0.0.1', webPort: 0, smtpPort: 0 })
    origin = `http://localhost:${inbox.webPort}`
    passlink = await createPasslink('postgres')
    api = await passlink.startApi()
    const { smtpPort, secondSmtpPort } = inbox
    const SMTP_URL = [smtpPort, secondSmtpPort].map(port => `smtp://127.0.0.1:${port}`).join(',')
    await passlink.startWorker({ SMTP_URL })
    await requestLinkForAlice(passlink, api)
    await fetch(`${origin}/hook`, { method: 'POST', body: '{"type":"passkey.added","data":{}}' })
    mail = await eventually(async () => {
      const [newest] = await mails()
      if (!newest) throw new Error('no mail yet')
      return newest
    })
  })
  afterAll(async () => {
    await browser?.close()
    await passlink?.stop()
    await inbox?.stop()
  })

  describe.each(screens)('on $name', screen => {
    test('is shown in the inbox, accessible and without complaints', async () => {
      const { page, complaints, violations, screenshot, close } = await watchPage(browser, { screen })
      await page.goto(origin)
      await page.getByText(mail.subject).first().click()
      await page.frameLocator('iframe').getByRole('link', { name: 'Add a passkey' }).waitFor()
      await screenshot('inbox')
      expect(await violations()).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
      expect(complaints).toEqual([])
      await close()
    })

    test('is not alone in the inbox: what there is to try, and webhooks, are accessible too', async () => {
      const { page, complaints, violations, screenshot, close } = await watchPage(browser, { screen })
      await page.goto(origin)
      await page.getByText('+complain').waitFor()
      await screenshot('inbox-guide')
      expect(await violations()).toEqual([])
      await page.getByRole('link', { name: 'Webhooks 1' }).click()
      await page.getByText('passkey.added').click()
      await page.getByText('"data": {}').waitFor()
      await screenshot('inbox-webhook')
      expect(await violations()).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
      expect(complaints).toEqual([])
      await close()
    })

    test('loads nothing, is accessible, and contains the link', async () => {
      const { page, complaints, violations, screenshot, close } = await watchPage(browser, { screen })
      await page.setContent(mail.html)
      await screenshot('mail')
      const links = await page
        .getByRole('link')
        .evaluateAll(found => found.map(link => link.getAttribute('href')))
      expect(links.length).toBeGreaterThan(1)
      for (const link of links)
        expect(link).toMatch(/^https:\/\/passlink\.example\/l\/[0-9a-f-]{36}#[\w-]{22}$/)
      // Landmarks are up to the mail program that shows the mail.
      expect(await violations(['landmark-one-main', 'region'])).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
      expect(complaints).toEqual([])
      await close()
    })
  })

  test('can be as wide as on a phone, and so can the next one', async () => {
    const { page, close } = await watchPage(browser, { screen: screens[0] })
    await page.goto(origin)
    await page.getByText(mail.subject).first().click()
    const widthOfMail = () =>
      page
        .frameLocator('iframe')
        .locator('html')
        .evaluate(() => innerWidth)
    const wide = await widthOfMail()
    expect(wide).toBeGreaterThan(600)
    await page.getByRole('radio', { name: 'Phone' }).check()
    await eventually(async () => expect(await widthOfMail()).toBe(390))
    await page.reload()
    expect(await widthOfMail()).toBe(390)
    await page.getByRole('radio', { name: 'Desktop' }).check()
    await eventually(async () => expect(await widthOfMail()).toBe(wide))
    await close()
  })

  test('comes through the second relay while the first is taken away on the page', async () => {
    const { page, close } = await watchPage(browser, { screen: screens[0] })
    await page.goto(origin)
    await page.getByRole('button', { name: 'Take away the first relay' }).click()
    await page
      .getByRole('listitem')
      .filter({ hasText: /First relay .*: away/ })
      .waitFor()
    await requestLinkForAlice(passlink, api)
    await eventually(async () => expect((await mails())[0]?.relay).toBe('second'))
    await page.getByRole('button', { name: 'Bring back the first relay' }).click()
    await page.getByRole('button', { name: 'Take away the first relay' }).waitFor()
    await close()
  })
})
