import { randomUUID } from 'node:crypto'
import { catalogFor } from '@passlink/messages'
import { saveOrganizations, saveUsers } from '@passlink/store'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addAuthenticator } from '../authenticator.ts'
import { type LinkState, urlInState } from '../link-in-state.ts'
import type { Passlink } from '../passlink.ts'
import { alice } from '../people.ts'
import { createLocalhostPasslink } from '../redeem-steps.ts'
import { findChromium, openChromium } from '../servers/chromium.ts'
import { narrow, screens, type WatchedPage, watchPage } from '../watched-page.ts'

const chromium = findChromium()
const { redeem: texts } = catalogFor(['en'])
const [desktop] = screens
const logo = `data:image/svg+xml;base64,${Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="#e8590c"/><path d="M18 46 32 16l14 30M24 36h16" stroke="#fff" stroke-width="6" fill="none"/></svg>',
).toString('base64')}`

describe.runIf(chromium)('the page of a link', () => {
  let browser: Browser
  let passlink: Passlink
  let publicUrl: string
  beforeAll(async () => {
    browser = await openChromium(chromium as string)
    passlink = await createLocalhostPasslink()
    publicUrl = passlink.environment.PUBLIC_URL as string
    await saveOrganizations(passlink.database.db, [{ id: 'acme', name: 'Acme', logo }])
    await passlink.startRedeem()
  })
  afterAll(async () => {
    await browser?.close()
    await passlink?.stop()
  })

  const urlOf = (state: LinkState, user?: { id: string; organizationId: string }) =>
    urlInState(passlink, state, user)

  /** Takes a screenshot, and checks accessibility and that nothing overflows. */
  async function expectReadable({ page, violations, screenshot }: WatchedPage, name: string) {
    await screenshot(`redeem-${name}`)
    expect(await violations()).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
  }

  describe.each([...screens, narrow])('on $name', screen => {
    test('is readable and accessible, without complaints, from opening to the added passkey', async () => {
      const watched = await watchPage(browser, { screen })
      const { page, complaints, close } = watched
      await addAuthenticator(page)
      await page.goto(await urlOf('open'))
      await page.getByText('For Alice Adams').waitFor()
      await expectReadable(watched, 'ready')
      expect(
        await page.locator('#logo').evaluate((image: HTMLImageElement) => image.naturalWidth),
      ).toBeGreaterThan(0)
      await page.getByRole('button', { name: texts.ready.button }).click()
      await page.getByRole('heading', { name: texts.added.title }).waitFor()
      await expectReadable(watched, 'added')
      expect(complaints).toEqual([])
      await close()
    })

    test.each(['expired', 'redeemed', 'revoked'] as const)('shows that a link is %s', async state => {
      const watched = await watchPage(browser, { screen })
      const { page, complaints, close } = watched
      await page.goto(await urlOf(state))
      await page.getByRole('heading', { name: texts.ends[state].title }).waitFor()
      await page.getByText(texts.ends[state].next({ organization: 'Acme' })).waitFor()
      await expectReadable(watched, state)
      expect(complaints).toEqual([])
      await close()
    })

    test('shows that a page does not exist, and that scripts are needed if they are off', async () => {
      const watched = await watchPage(browser, { screen, javaScriptEnabled: false })
      const { page, complaints, screenshot, close } = watched
      await page.goto(await urlOf('open'))
      await page.getByRole('heading', { name: texts.noScript.title }).waitFor()
      expect(await page.getByRole('button').isVisible()).toBe(false)
      await screenshot('redeem-no-script')
      await page.goto(`${publicUrl}/nothing`)
      await page.getByRole('heading', { name: texts.ends.notFound.title }).waitFor()
      await screenshot('redeem-notFound')
      // A browser without scripts reports those that it does not fetch.
      expect(complaints.filter(complaint => !complaint.endsWith('.js csp'))).toEqual([])
      await close()
    })
  })

  const people = [
    { language: 'ar', displayName: 'أمل حداد', direction: 'rtl' },
    { language: 'de', displayName: 'Änne Weiß-Überländer', direction: 'ltr' },
  ]

  test.each(
    people.flatMap(person => screens.map(screen => ({ ...person, screen, screenName: screen.name }))),
  )(
    'is in the language of the person, with its direction: $language on $screenName',
    async ({ language, displayName, direction, screen }) => {
      await saveUsers(passlink.database.db, [{ ...alice, id: language, displayName, language }])
      const { added, ready } = catalogFor([language]).redeem
      const watched = await watchPage(browser, { screen })
      const { page, complaints, close } = watched
      await addAuthenticator(page)
      await page.goto(await urlOf('open', { id: language, organizationId: 'acme' }))
      await page.getByText(displayName).waitFor()
      expect(await page.evaluate('document.documentElement.lang + document.documentElement.dir')).toBe(
        language + direction,
      )
      await expectReadable(watched, `ready-${language}`)
      await page.getByRole('button', { name: ready.button }).click()
      await page.getByRole('textbox', { name: added.nameLabel }).waitFor()
      await page.getByRole('button', { name: added.nameSave }).waitFor()
      await expectReadable(watched, `added-${language}`)
      expect(complaints).toEqual([])
      await close()
    },
  )

  test('transfers less than 30 kB, with all its files', async () => {
    const { page, close } = await watchPage(browser, { screen: desktop })
    const client = await page.context().newCDPSession(page)
    const sizes: number[] = []
    client.on('Network.loadingFinished', ({ encodedDataLength }) => sizes.push(encodedDataLength))
    await client.send('Network.enable')
    await page.goto(await urlOf('open'))
    await page.getByText('For Alice Adams').waitFor()
    const bytes = sizes.reduce((sum, size) => sum + size, 0)
    expect(sizes.length).toBeGreaterThan(3)
    expect(bytes).toBeLessThan(30_000)
    await close()
  })

  test('does not shift its layout when the person is loaded', async () => {
    const { page, screenshot, close } = await watchPage(browser, { screen: desktop })
    let answer = () => {}
    const released = new Promise<void>(resolve => {
      answer = resolve
    })
    await page.route('**/options', async route => {
      await released
      await route.continue()
    })
    await page.goto(await urlOf('open'))
    await page.getByText(texts.loading).waitFor()
    await screenshot('redeem-loading')
    const positions = () =>
      page.evaluate(() =>
        ['title', 'person', 'text', 'action', 'ways'].map(
          id => document.getElementById(id)?.getBoundingClientRect().top,
        ),
      )
    const before = await positions()
    answer()
    await page.getByText('For Alice Adams').waitFor()
    expect(await positions()).toEqual(before)
    await close()
  })

  test('is usable with the keyboard alone, and announces what happens', async () => {
    const { page, complaints, close } = await watchPage(browser, { screen: desktop })
    await addAuthenticator(page)
    await page.goto(await urlOf('open'))
    await page.getByText('For Alice Adams').waitFor()
    const focused = () => page.evaluate(() => document.activeElement?.id)
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('action')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: texts.added.title }).waitFor()
    expect(await focused()).toBe('title')
    expect(await page.title()).toBe(texts.added.title)
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('name')
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('Work laptop')
    await page.keyboard.press('Enter')
    await page.getByRole('status').getByText(texts.added.nameSaved).waitFor()
    expect(complaints).toEqual([])
    await close()
  })

  test('shows a hostile name as text', async () => {
    const name = `<img src=x onerror=alert(1)>"'&{{name}}$& {organization}`
    await saveOrganizations(passlink.database.db, [{ id: 'evil', name }])
    await saveUsers(passlink.database.db, [
      { ...alice, id: 'eve', organizationId: 'evil', displayName: name },
    ])
    const { page, complaints, close } = await watchPage(browser, { screen: desktop })
    await page.goto(await urlOf('open', { id: 'eve', organizationId: 'evil' }))
    await page.getByRole('heading', { name: texts.ready.title({ organization: name }) }).waitFor()
    expect(await page.locator('#person').textContent()).toBe(
      texts.ready.forAddress({ name, address: 'alice@acme.example' }),
    )
    expect(await page.locator('#view img:visible').count()).toBe(0)
    expect(complaints).toEqual([])
    await close()
  })

  test('shows that a link is unknown', async () => {
    const watched = await watchPage(browser, { screen: desktop })
    await watched.page.goto(`${publicUrl}/l/${randomUUID()}#AAAAAAAAAAAAAAAAAAAAAA`)
    await watched.page.getByRole('heading', { name: texts.ends.wrong.title }).waitFor()
    await expectReadable(watched, 'wrong')
    expect(watched.complaints).toEqual([])
    await watched.close()
  })
})
