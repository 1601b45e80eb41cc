import { type Inbox, type Mail, startInbox } from '@passlink/local'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { createPasslink, type Passlink, startAndRequestLink } from '../passlink.ts'
import { findChromium, openChromium } from '../servers/chromium.ts'
import { screens, watchPage } from '../watched-page.ts'

const chromium = findChromium()

describe.runIf(chromium)('the mail with a link', () => {
  let browser: Browser
  let passlink: Passlink
  let inbox: Inbox
  let origin: string
  let mail: Mail
  beforeAll(async () => {
    browser = await openChromium(chromium as string)
    inbox = await startInbox({ host: '127.0.0.1', webPort: 0, smtpPort: 0 })
    origin = `http://localhost:${inbox.webPort}`
    passlink = await createPasslink('postgres')
    await startAndRequestLink(passlink, { SMTP_URL: `smtp://127.0.0.1:${inbox.smtpPort}` })
    mail = await eventually(async () => {
      const [newest] = (await (await fetch(`${origin}/api/messages`)).json()) as Mail[]
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
})
