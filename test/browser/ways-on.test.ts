import { catalogFor } from '@passlink/messages'
import { type Accents, accentsOf, saveOrganizations } from '@passlink/store'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addAuthenticator } from '../authenticator.ts'
import { brand, logo } from '../brand.ts'
import { eventually } from '../eventually.ts'
import { linkStates, urlInState } from '../link-in-state.ts'
import type { Passlink } from '../passlink.ts'
import { createLocalhostPasslink } from '../redeem-steps.ts'
import { findChromium, openChromium } from '../servers/chromium.ts'
import { screens, type WatchedPage, watchPage } from '../watched-page.ts'

const chromium = findChromium()
const { redeem } = catalogFor(['en'])
const { ends, ready, undo, added } = redeem

describe.runIf(chromium)('the page', () => {
  let browser: Browser
  let passlink: Passlink
  let watched: WatchedPage
  beforeAll(async () => {
    browser = await openChromium(chromium as string)
    passlink = await createLocalhostPasslink({ LINKS_PER_USER: '3/1h' })
    await Promise.all([passlink.startWorker(), passlink.startRedeem()])
  })
  afterAll(async () => {
    await browser?.close()
    await passlink?.stop()
  })
  beforeEach(async () => {
    const { db, sql } = passlink.database
    await sql`delete from passkeys`
    await sql`delete from allowances`
    await saveOrganizations(db, [{ id: 'acme', name: 'Acme', logo, brand }])
  })
  afterEach(() => watched?.close())

  /** The address in a mail whose id is not in `known`: mails of an earlier test may still arrive. */
  const mailedUrl = (kind: 'l' | 'u', known: readonly string[]) =>
    eventually(() => {
      const urls = passlink.relay.mails.flatMap(({ text }) => text?.match(/http:\S+\/[lu]\/\S+/g) ?? [])
      const url = urls.find(found => found.includes(`/${kind}/`) && !known.some(id => found.includes(id)))
      if (!url) throw new Error('no mail yet')
      return url
    })
  const knownIds = async () =>
    (await passlink.database.sql`select id from links union all select id from undo_links`).map(
      ({ id }) => id as string,
    )

  const open = async (screen: (typeof screens)[number], url: string) => {
    watched = await watchPage(browser, { screen })
    await addAuthenticator(watched.page)
    await watched.page.goto(url)
  }
  const heading = (name: string) => watched.page.getByRole('heading', { name, exact: true })
  const button = (name: string) => watched.page.getByRole('button', { name, exact: true })
  const link = (name: string) => watched.page.getByRole('link', { name, exact: true })

  async function looksRight(name: string) {
    await watched.screenshot(name)
    expect(await watched.violations()).toEqual([])
    expect(await watched.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
    expect(watched.complaints).toEqual([])
  }

  test.each(linkStates.filter(state => !['open', 'recorded'].includes(state)))(
    'offers to sign in and to get help where the link is %s',
    async state => {
      await open(screens[0], await urlInState(passlink, state))
      await heading(ends[state as 'expired' | 'redeemed' | 'revoked'].title).waitFor()
      expect(await link(redeem.signIn).getAttribute('href')).toBe(brand.signInUrl)
      expect(await link('Contact Acme').getAttribute('href')).toBe(brand.supportUrl)
      await looksRight(`branded-${state}`)
    },
  )

  test('offers neither for an organization that has no such page', async () => {
    await saveOrganizations(passlink.database.db, [{ id: 'acme', name: 'Acme', brand: null }])
    await open(screens[0], await urlInState(passlink, 'redeemed'))
    await heading(ends.redeemed.title).waitFor()
    expect(await watched.page.getByRole('link').count()).toBe(0)
  })

  describe.each(screens)('on $name', screen => {
    test('has the colours and the logo of the organization, and the way to sign in once the passkey is added', async () => {
      await open(screen, await urlInState(passlink, 'open'))
      await watched.page.getByText('For Alice Adams').waitFor()
      const { accent } = (accentsOf(brand) as Accents)[screen.name.includes('dark') ? 'dark' : 'light']
      const rgb = [1, 3, 5].map(at => Number.parseInt(accent.slice(at, at + 2), 16)).join(', ')
      const colorOf = (element: Element) => getComputedStyle(element).backgroundColor
      await eventually(async () => expect(await button(ready.button).evaluate(colorOf)).toBe(`rgb(${rgb})`))
      await looksRight('branded-ready')
      await button(ready.button).click()
      await heading(added.title).waitFor()
      await link(redeem.signIn).waitFor()
      await looksRight('branded-added')
    })

    test('mails a new link instead of an expired one, and says so again after a reload', async () => {
      await open(screen, await urlInState(passlink, 'expired'))
      const known = await knownIds()
      await heading(ends.expired.title).waitFor()
      await watched.page.reload()
      await heading(ends.expired.title).waitFor()
      await looksRight('branded-expired')
      await button(redeem.sendNew).click()
      await heading(ends.newLinkSent.title).waitFor()
      await watched.page.getByText('Check the inbox of a…@a….example.').waitFor()
      await looksRight('new-link-sent')
      await watched.page.reload()
      await heading(ends.newLinkSent.title).waitFor()
      await watched.page.goto(await mailedUrl('l', known))
      await watched.page.getByText('For Alice Adams').waitFor()
    })

    test('removes a passkey by the link in its notice, and only when the person says so', async () => {
      const known = await knownIds()
      await open(screen, await urlInState(passlink, 'open'))
      await button(ready.button).click()
      await heading(added.title).waitFor()
      const url = await mailedUrl('u', known)
      await watched.page.goto(url)
      await watched.page.getByText(/^The passkey “.*” was added to your Acme account on .*\d{4}/).waitFor()
      expect(watched.page.url()).not.toContain('#')
      await looksRight('undo')
      expect(await passlink.database.sql`select from passkeys`).toHaveLength(1)
      await button(undo.button).click()
      await heading(ends.removed.title).waitFor()
      expect(await passlink.database.sql`select from passkeys`).toHaveLength(0)
      await looksRight('removed')
      await watched.page.reload()
      await heading(ends.removed.title).waitFor()
      await watched.page.goto(url)
      await heading(ends.alreadyRemoved.title).waitFor()
      await looksRight('already-removed')
    })
  })

  test('says where to go when the limit of new links is reached, and lets the person try again', async () => {
    for (let n = 0; n < 4; n += 1) {
      await open(screens[0], await urlInState(passlink, 'expired'))
      await button(redeem.sendNew).click()
      await heading(n < 3 ? ends.newLinkSent.title : ends.busy.title).waitFor()
      if (n < 3) await watched.close()
    }
    await button(redeem.tryAgain).waitFor()
  })

  test('does not remove a passkey by an undo link that has expired', async () => {
    const known = await knownIds()
    await open(screens[0], await urlInState(passlink, 'open'))
    await button(ready.button).click()
    const url = await mailedUrl('u', known)
    await passlink.database.sql`update undo_links set expires_at = now()`
    await watched.page.goto(url)
    await heading(ends.undoExpired.title).waitFor()
    await link(redeem.signIn).waitFor()
    await looksRight('undo-expired')
    await watched.page.goto(url.replace(/#.*/, '#wrong'))
    await heading(ends.wrong.title).waitFor()
  })
})
