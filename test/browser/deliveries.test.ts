import {
  recordReport,
  redriveDeliveries,
  saveOrganizations,
  saveUsers,
  setPause,
  settleDeliveries,
} from '@passlink/store'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDeadLetter, killDelivery } from '../dead-letters.ts'
import { claim, recordForAlice, settlementOf } from '../deliveries.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { alice } from '../people.ts'
import { findChromium, openChromium } from '../servers/chromium.ts'
import { narrow, screens, watchPage } from '../watched-page.ts'

const chromium = findChromium()
const password = 'correct horse'
const relay = 'smtp.relay.example:587'
const ada = { operator: '284937261948372651', name: 'Ada Lovelace', address: '192.0.2.7' }
const logo = `data:image/svg+xml;base64,${btoa('<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><rect width="90" height="30" fill="#2f54eb"/></svg>')}`

describe.runIf(chromium)('the pages of deliveries and organizations', () => {
  let browser: Browser
  let passlink: Passlink
  let origin: string
  let bounced: string
  let dead: string
  beforeAll(async () => {
    browser = await openChromium(chromium as string)
    passlink = await createPasslink('postgres')
    const { database } = passlink
    const { db } = database
    await saveOrganizations(db, [
      { id: 'acme', name: 'Acme', logo },
      { id: 'northwind-traders-of-the-far-north-and-beyond', name: 'Northwind Traders of the Far North' },
    ])
    const brand = {
      colors: { accent: '#2f54eb', accentDark: '#9db2ff' },
      sender: { name: 'Acme Security', address: 'security@acme.example' },
      supportUrl: 'https://help.acme.example/passkeys',
    }
    await database.sql`update organizations set brand = ${JSON.stringify(brand)}::text::jsonb where id = 'acme'`
    const other = { organizationId: 'northwind-traders-of-the-far-north-and-beyond' }
    await saveUsers(db, [{ ...alice, ...other, id: '284937261948372651', email: 'x@northwind.example' }])
    const scope = 'organization:northwind-traders-of-the-far-north-and-beyond'
    await setPause(db, { scope, reason: 'they move to another provider', end: { inMs: 3_600_000 } }, ada)

    const links = await recordForAlice(db, 3)
    bounced = links[0]?.deliveryId as string
    const settle = async (outcome: Parameters<typeof settlementOf>[1]) =>
      settleDeliveries(db, [settlementOf(await claim(db, bounced), { relay, ...outcome })])
    await settle({ detail: '452 4.2.2 <(address)>: mailbox is full, try again later' })
    await killDelivery(database, bounced, { relay, detail: '550 5.7.1 not today' })
    await redriveDeliveries(db, [bounced], ada)
    await settle({
      outcome: 'accepted',
      smtpCode: 250,
      enhancedCode: '2.0.0',
      command: 'dot',
      detail: '250 2.0.0 queued',
      retryInMs: null,
    })
    dead = await createDeadLetter(database, { relay, outcome: 'unknown', detail: 'the connection ended' })
    for (let n = 0; n < 3; n++)
      await createDeadLetter(database, { relay, detail: `550 5.1.1 no mailbox x${n}` })
    await createDeadLetter(database, { relay: 'other:25', detail: '554 5.7.1 spam' })
    const detail = `smtp; 550 5.1.1 no such mailbox ${'x'.repeat(120)}`
    await recordReport(
      db,
      { deliveryId: bounced, kind: 'bounced', status: '5.1.1', detail },
      { webhooks: null },
    )
    origin = `http://127.0.0.1:${(await passlink.startDashboard()).port}`
  })
  afterAll(async () => {
    await browser?.close()
    await passlink?.stop()
  })

  const pages = (): [string, string, number?][] => [
    ['latest', '/deliveries'],
    ['person', '/deliveries?q=alice'],
    ['nothing', '/deliveries?q=nobody%40acme.example'],
    ['invalid', '/deliveries?q=person%3Aalice+state%3Alost', 400],
    ['timeline', `/deliveries/${bounced}`],
    ['dead', `/deliveries/${dead}`],
    ['no-delivery', '/deliveries/01890000-0000-7000-8000-000000000000', 404],
    ['groups', '/dead-letters'],
    ['organizations', '/organizations'],
    ['organization', '/organizations/show?id=acme'],
    ['organization-paused', '/organizations/show?id=northwind-traders-of-the-far-north-and-beyond'],
    ['revoke', '/organizations/revoke?id=acme'],
  ]

  describe.each([...screens, narrow])('on $name', screen => {
    test('are readable and accessible, without complaints', async () => {
      const { page, complaints, violations, screenshot, close } = await watchPage(browser, {
        screen,
        password,
      })
      for (const [name, path, status = 200] of pages()) {
        const response = await page.goto(`${origin}${path}`)
        expect([path, response?.status()]).toEqual([path, status])
        await screenshot(`deliveries-${name}`)
        expect([name, await violations()]).toEqual([name, []])
        expect([name, await overflow(page, screen.width)]).toEqual([name, 0])
      }
      await page.goto(`${origin}/deliveries`)
      await page.getByText('What can be searched for').click()
      await screenshot('deliveries-help')
      expect(await violations()).toEqual([])
      expect(await overflow(page, screen.width)).toBe(0)
      expect(complaints.filter(complaint => !/status of 40[04]/.test(complaint))).toEqual([])
      await close()
    })
  })

  describe('on a desktop', () => {
    const screen = screens[0]

    test('a person’s mail is found and its timeline read with the keyboard alone, without JavaScript', async () => {
      const { page, complaints, close } = await watchPage(browser, {
        screen,
        password,
        javaScriptEnabled: false,
      })
      await page.goto(`${origin}/dead-letters`)
      await page.getByRole('searchbox', { name: 'Find deliveries' }).focus()
      await page.keyboard.type('ALICE@acme.example state:bounced')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Deliveries' }).waitFor()
      expect(await page.locator('main [name=q]').inputValue()).toBe('ALICE@acme.example state:bounced')
      const reached = await tabTo(page, 'Link to Alice Adams')
      expect(reached).toEqual(
        expect.arrayContaining(['Search', 'Clear', 'What can be searched for', 'Lift the suppression']),
      )
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Timeline' }).waitFor()
      expect(new URL(page.url()).pathname).toBe(`/deliveries/${bounced}`)
      const steps = await page.locator('main ol > li').allTextContents()
      // Recorded, two attempts, its death and its redrive, another attempt, sent, bounced.
      expect(steps).toHaveLength(8)
      await tabTo(page, 'its deliveries')
      await page.keyboard.press('Enter')
      await page.getByText('acme', { exact: true }).first().waitFor()
      expect(new URL(page.url()).search).toBe('?q=org%3Aacme')
      expect(complaints).toEqual([])
      await close()
    })

    test('all links of an organization are revoked after a confirmation that can be cancelled', async () => {
      const { page, complaints, screenshot, close } = await watchPage(browser, { screen, password })
      await page.goto(`${origin}/organizations?q=ACM`)
      await page.getByRole('link', { name: 'acme', exact: true }).click()
      await page.getByRole('link', { name: 'Revoke all open links…' }).click()
      await page.getByRole('link', { name: 'Cancel' }).click()
      await page.getByRole('link', { name: 'Revoke all open links…' }).click()
      await page.getByRole('button', { name: 'Revoke all open links' }).click()
      await page
        .getByRole('status')
        .getByText(/\d links? revoked/)
        .waitFor()
      await screenshot('deliveries-revoked')
      await page.getByRole('link', { name: 'Back to Acme' }).click()
      await page.getByRole('heading', { name: 'Acme' }).waitFor()
      expect(complaints).toEqual([])
      await close()
    })
  })
})

/** Presses Tab until an element with this text has the focus. Resolves to the texts of those that had it before. */
async function tabTo(page: Page, text: string): Promise<(string | null)[]> {
  const reached: (string | null)[] = []
  while (reached.at(-1) !== text) {
    await page.keyboard.press('Tab')
    reached.push(await page.locator(':focus').textContent())
    expect(reached.length).toBeLessThan(60)
  }
  return reached
}

// A phone makes the window as wide as what is too wide, so the window is not asked.
const overflow = async (page: Page, width: number) =>
  (await page.evaluate(() => document.documentElement.scrollWidth)) - width
