import { redeemLink, saveUsers } from '@passlink/store'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { newPasskey } from '../new-passkey.ts'
import { createPasslink, type Passlink, startAndRequestLink } from '../passlink.ts'
import { alice } from '../people.ts'
import { deliveriesThatAre } from '../records.ts'
import { findChromium, openChromium } from '../servers/chromium.ts'
import type { ReceivedMail } from '../servers/relay.ts'
import { screens, watchPage } from '../watched-page.ts'

const chromium = findChromium()

const languages = [
  { language: 'en', direction: 'ltr', link: 'Add a passkey', added: /passkey was added/i },
  { language: 'de', direction: 'ltr', link: 'Passkey hinzufügen', added: /Passkey/ },
  { language: 'fr', direction: 'ltr', link: 'Ajouter une clé d’accès', added: /clé d’accès/ },
  { language: 'ar', direction: 'rtl', link: 'إضافة مفتاح مرور', added: /مفتاح/ },
]

describe.runIf(chromium)('the mails of a person', () => {
  let browser: Browser
  let passlink: Passlink
  beforeAll(async () => {
    browser = await openChromium(chromium as string)
  })
  afterEach(() => passlink?.stop())
  afterAll(() => browser?.close())

  async function mailsIn(language: string): Promise<[ReceivedMail, ReceivedMail]> {
    passlink = await createPasslink('postgres')
    const { database, relay } = passlink
    await saveUsers(database.db, [{ ...alice, language }])
    await startAndRequestLink(passlink)
    const [{ link_id } = {}] = await deliveriesThatAre('sent', 1, database)
    await redeemLink(database.db, {
      linkId: link_id as string,
      passkey: { ...newPasskey, name: 'iPhone <b>' },
      requestId: 'r',
      noticeDeadlineMs: 60_000,
      webhookDeadlineMs: null,
    })
    await deliveriesThatAre('sent', 2, database)
    return relay.mails as [ReceivedMail, ReceivedMail]
  }

  test.each(languages)(
    'are in $language, with direction $direction',
    async ({ language, direction, link, added }) => {
      const [linkMail, addedMail] = await mailsIn(language)
      expect(addedMail.subject).toMatch(added)
      expect(addedMail.text).toContain('iPhone <b>')
      expect(addedMail.text).toContain('UTC')
      expect(addedMail.html).not.toContain('<b>')
      expect(`${addedMail.html}${addedMail.text}`).not.toContain('/l/')
      for (const screen of [screens[0], screens[3]]) {
        const { page, complaints, violations, screenshot, close } = await watchPage(browser, { screen })
        await page.setContent(linkMail.html as string)
        await page.getByRole('link', { name: link }).waitFor()
        await screenshot(`mail-${language}`)
        await page.setContent(addedMail.html as string)
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
