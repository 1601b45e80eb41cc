import { catalogs } from '@passlink/messages'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MailsOf, mailsInAllLanguages } from '../mails-in-all-languages.ts'
import { findChromium, openChromium } from '../servers/chromium.ts'
import { screens, watchPage } from '../watched-page.ts'

const chromium = findChromium()

describe.runIf(chromium)('the mails of a person', () => {
  let browser: Browser
  let mailsOf: MailsOf
  beforeAll(async () => {
    browser = await openChromium(chromium as string)
    mailsOf = await mailsInAllLanguages('branded')
  })
  afterAll(() => browser?.close())

  test.each(catalogs)(
    'are in $language, with direction $direction',
    async ({ language, direction, linkMail, addedMail }) => {
      const { link, added } = mailsOf(language)
      expect(link.subject).toBe(linkMail.subject({ organization: 'Acme' }))
      expect(link.text).toContain(linkMail.instruction)
      expect(added.text).toContain('iPhone <b>')
      expect(`${link.text}${added.text}`.match(/UTC(?![+−-])/g)).toHaveLength(4)
      for (const { text } of [link, added]) expect(text).toContain('https://acme.example/help')
      expect(added.text).toMatch(/https:\/\/passlink\.example\/u\/[\da-f-]{36}#[\w-]{22}/)
      expect(added.html).not.toContain('<b>')
      expect(`${added.html}${added.text}`).not.toContain('/l/')
      for (const screen of [screens[0], screens[3]]) {
        const { page, complaints, violations, screenshot, close } = await watchPage(browser, { screen })
        await page.setContent(link.html as string)
        await page.getByRole('link', { name: linkMail.button, exact: true }).waitFor()
        await screenshot(`mail-${language}`)
        await page.setContent(added.html as string)
        await page.getByText(addedMail.wasYou).last().waitFor()
        await screenshot(`added-mail-${language}`)
        expect(
          await page.evaluate(() => getComputedStyle(document.querySelector('h1') as Element).direction),
        ).toBe(direction)
        expect(await page.locator('html').getAttribute('lang')).toBe(language)
        expect(await violations(['landmark-one-main', 'region'])).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
        expect(complaints).toEqual([])
        await close()
      }
    },
  )
})
