import { saveOrganizations, saveTexts } from '@passlink/store'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { findChromium, openChromium } from '../servers/chromium.ts'
import { narrow, screens, watchPage } from '../watched-page.ts'

const chromium = findChromium()
const password = 'correct horse'

const brand = {
  colors: { accent: '#0a7d33' },
  sender: { name: 'Northwind IT', address: 'no-reply@northwind.example' },
  replyTo: 'help@northwind.example',
  accountUrl: 'https://northwind.example/passkeys',
  supportUrl: 'https://northwind.example/help',
}

describe.runIf(chromium)('the page of the mails', () => {
  let browser: Browser
  let passlink: Passlink
  let origin: string
  beforeAll(async () => {
    browser = await openChromium(chromium as string)
    passlink = await createPasslink('postgres')
    const { db, sql } = passlink.database
    await saveOrganizations(db, [
      { id: 'northwind', name: 'Northwind', brand },
      { id: 'odd', name: 'Odd' },
      { id: 'evil', name: '</title></style><script>document.body.remove()</script>' },
    ])
    await sql`update organizations set brand = '{"signInUrl":"ftp://x"}' where id = 'odd'`
    const texts = { 'linkMail.subject': 'For {nobody}' }
    await saveTexts(db, { organizationId: 'odd', language: 'en', texts })
    origin = `http://127.0.0.1:${(await passlink.startDashboard()).port}`
  })
  afterAll(async () => {
    await browser?.close()
    await passlink?.stop()
  })

  const pages: [string, string, number?][] = [
    ['start', ''],
    ['branded', '?mail=added&language=de&organization=northwind'],
    ['dark', '?language=en&organization=northwind&scheme=dark'],
    ['phone', '?mail=added&language=ar&width=phone'],
    ['phone-dark', '?language=ja&scheme=dark&width=phone'],
    ['text', '?mail=added&language=he&view=text'],
    ['removed', '?mail=removed&language=en&organization=northwind'],
    ['removed-phone', '?mail=removed&language=ja&scheme=dark&width=phone'],
    ['text-phone', '?language=fr&view=text&width=phone'],
    ['source', '?view=source'],
    ['unused', '?organization=odd'],
    ['unknown', '?organization=nobody', 404],
    ['invalid', '?language=tlh&scheme=sepia', 400],
  ]

  describe.each([...screens, narrow])('on $name', screen => {
    test('is readable and accessible, without complaints', async () => {
      const { page, complaints, violations, screenshot, close } = await watchPage(browser, {
        screen,
        password,
      })
      for (const [name, query, status = 200] of pages) {
        const response = await page.goto(`${origin}/mails${query}`)
        expect([query, response?.status()]).toEqual([query, status])
        // A frame that was never on the screen is not drawn.
        if (status === 200) await page.locator('iframe, pre').scrollIntoViewIfNeeded()
        await screenshot(`mails-${name}`)
        expect([name, await violations()]).toEqual([name, []])
        expect([name, await overflow(page)]).toEqual([name, 0])
      }
      expect(complaints).toEqual([])
      await close()
    })
  })

  describe('on a desktop, without JavaScript', () => {
    const screen = screens[0]

    test('a mail is chosen with the form, and its language changed with a link', async () => {
      const { page, complaints, close } = await watchPage(browser, {
        screen,
        password,
        javaScriptEnabled: false,
      })
      await page.goto(`${origin}/dead-letters`)
      await page.getByRole('link', { name: 'Mails' }).click()
      await page.getByLabel('Organization').fill('northwind')
      await page.getByRole('combobox', { name: 'Language' }).selectOption({ label: 'Deutsch · de' })
      await page.getByRole('button', { name: 'Show' }).click()
      const mail = page.frameLocator('iframe')
      await mail.getByRole('link', { name: 'Passkey hinzufügen' }).waitFor()
      await page.getByRole('link', { name: 'Ελληνικά' }).click()
      await mail.locator('html[lang=el]').waitFor()
      expect(await page.getByLabel('Organization').inputValue()).toBe('northwind')
      expect(complaints).toEqual([])
      await close()
    })
  })

  test.each(['light', 'dark'] as const)('the mail is %s, whatever the browser is', async scheme => {
    for (const screen of screens.slice(0, 2)) {
      const { page, close } = await watchPage(browser, { screen, password })
      await page.goto(`${origin}/mails?scheme=${scheme}`)
      const body = page.frameLocator('iframe').locator('body')
      const color = await body.evaluate(element => getComputedStyle(element).backgroundColor)
      expect(color).toBe(scheme === 'light' ? 'rgb(242, 243, 247)' : 'rgb(20, 22, 28)')
      await close()
    }
  })

  test('a link of the mail does nothing', async () => {
    const { page, complaints, close } = await watchPage(browser, { screen: screens[0], password })
    await page.goto(`${origin}/mails?organization=evil`)
    const link = page.frameLocator('iframe').getByRole('link').last()
    await link.click()
    const isRefusal = (complaint: string) => /Unsafe attempt to initiate navigation/.test(complaint)
    await eventually(() => expect(complaints.some(isRefusal)).toBe(true))
    expect(await link.isVisible()).toBe(true)
    expect(page.url()).toBe(`${origin}/mails?organization=evil`)
    expect(complaints.filter(complaint => !isRefusal(complaint))).toEqual([])
    await close()
  })

  test('no script that a design has put into the mail runs', async () => {
    const html =
      '<!doctype html><html lang="en"><head><title>x</title></head><body><p id="p">{{heading}} {{url}}</p><script>document.getElementById("p").remove()</script></body></html>'
    const added = '{{text}}{{#undoUrl}}{{undoUrl}}{{/undoUrl}}'
    const designs = { link: { ltr: html, rtl: html }, added: { ltr: added, rtl: added } }
    passlink.environment.MAIL_DESIGNS = JSON.stringify(designs)
    const { port } = await passlink.startDashboard()
    const { page, complaints, close } = await watchPage(browser, { screen: screens[0], password })
    await page.goto(`http://127.0.0.1:${port}/mails`)
    await eventually(() =>
      expect(complaints.join()).toMatch(/Blocked script execution|Content Security Policy/),
    )
    expect(await page.frameLocator('iframe').locator('#p').isVisible()).toBe(true)
    await close()
  })
})

const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
