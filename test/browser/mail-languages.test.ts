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
    async ({ language, direction, linkMail, addedMail, removedMail }) => {
      const { link, added, removed } = mailsOf(language)
      expect(link.subject).toBe(linkMail.subject({ organization: 'Acme' }))
      expect(link.text).toContain(linkMail.instruction)
      expect(removed.subject).toBe(removedMail.subject({ organization: 'Acme' }))
      const moments = { link: 2, added: 2, removed: 1 }
      for (const [kind, { text }] of Object.entries({ link, added, removed })) {
        expect(text?.match(/UTC(?![+−-])/g)).toHaveLength(moments[kind as keyof typeof moments])
        expect(text).toContain('https://acme.example/help')
      }
      for (const { text, html } of [added, removed]) {
        expect(text).toContain('iPhone <b>')
        expect(text).toContain('https://acme.example/account')
        expect(html).not.toContain('<b>')
        expect(`${html}${text}`).not.toContain('/l/')
      }
      expect(added.text).toMatch(/https:\/\/passlink\.example\/u\/[\da-f-]{36}#[\w-]{22}/)
      expect(`${removed.html}${removed.text}`).not.toContain('https://passlink.example')
      const shown = [
        ['mail', link, linkMail.button],
        ['added-mail', added, addedMail.wasYou],
        ['removed-mail', removed, removedMail.wasYou],
      ] as const
      for (const screen of [screens[0], screens[3]]) {
        const { page, complaints, violations, screenshot, close } = await watchPage(browser, { screen })
        for (const [name, { html }, text] of shown) {
          await page.setContent(html as string)
          await page.getByText(text).last().waitFor()
          await screenshot(`${name}-${language}`)
          expect(
            await page.evaluate(() => getComputedStyle(document.querySelector('h1') as Element).direction),
          ).toBe(direction)
          expect(await page.locator('html').getAttribute('lang')).toBe(language)
          expect(await violations(['landmark-one-main', 'region'])).toEqual([])
          expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
        }
        expect(complaints).toEqual([])
        await close()
      }
    },
  )
})
