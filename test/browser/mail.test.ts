import { type Inbox, type Mail, startInbox } from '@passlink/local'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { askAndWork, createPasslink, type Passlink } from '../passlink.ts'
import { findChromium, openChromium } from '../servers/chromium.ts'
import { looks, watchPage } from '../watched-page.ts'

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
    await askAndWork(passlink, { SMTP_URL: `smtp://127.0.0.1:${inbox.smtpPort}` })
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

  describe.each(looks)('on $look', as => {
    test('is shown in the inbox, quietly and without barriers', async () => {
      const { page, complaints, barriers, picture, close } = await watchPage(browser, { as })
      await page.goto(origin)
      await page.getByText(mail.subject).first().click()
      await page.frameLocator('iframe').getByRole('link', { name: 'Add a passkey' }).waitFor()
      await picture('inbox')
      expect(await barriers()).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
      expect(complaints).toEqual([])
      await close()
    })

    test('asks nobody for anything, has no barriers, and leads to the link', async () => {
      const { page, complaints, barriers, picture, close } = await watchPage(browser, { as })
      await page.setContent(mail.html)
      await picture('mail')
      const links = await page
        .getByRole('link')
        .evaluateAll(found => found.map(link => link.getAttribute('href')))
      expect(links.length).toBeGreaterThan(1)
      for (const link of links)
        expect(link).toMatch(/^https:\/\/passlink\.example\/l\/[0-9a-f-]{36}#[\w-]{22}$/)
      // Where the mail stands in a page is the mail program's to say.
      expect(await barriers(['landmark-one-main', 'region'])).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
      expect(complaints).toEqual([])
      await close()
    })
  })
})
