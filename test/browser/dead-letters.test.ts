import { redriveDeliveries, saveOrganizations, saveUsers } from '@passlink/store'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deadLetter, die } from '../dead-letters.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { alice } from '../people.ts'
import { findChromium, openChromium } from '../servers/chromium.ts'
import { looks, watchPage } from '../watched-page.ts'

const chromium = findChromium()
const password = 'correct horse'
const relay = 'smtp.relay.example:587'
const lost = { outcome: 'unknown', relay, detail: 'the connection ended before the relay answered' } as const
const deferred = {
  outcome: 'deferred',
  relay,
  detail: '452 4.2.2 <(address)>: mailbox is full, try again later',
} as const

describe.runIf(chromium)('the pages of the dead letters', () => {
  let browser: Browser
  let passlink: Passlink
  let origin: string
  let tried: string
  beforeAll(async () => {
    browser = await openChromium(chromium as string)
    passlink = await createPasslink('postgres')
    const { database } = passlink
    await saveOrganizations(database.db, [{ id: 'northwind-traders', name: 'Northwind' }])
    const bob = { ...alice, id: '284937261948372651', organizationId: 'northwind-traders' }
    await saveUsers(database.db, [bob])
    tried = await deadLetter(database, deferred)
    await redriveDeliveries(database.db, [tried])
    await die(database, tried, lost)
    for (let n = 0; n < 3; n++)
      await deadLetter(database, { relay, detail: '550 5.1.1 <(address)>: no such mailbox' })
    await deadLetter(database, { ...deferred, userId: bob.id })
    await deadLetter(database, { userId: bob.id, relay, detail: `554 5.7.1 ${'x'.repeat(150)}` })
    const revoked = await deadLetter(database, { userId: bob.id, relay })
    await database.sql`update links set revoked_at = now() where id = (select link_id from deliveries where id = ${revoked})`
    origin = `http://127.0.0.1:${(await passlink.startDashboard()).port}`
  })
  afterAll(async () => {
    await browser?.close()
    await passlink?.stop()
  })

  const pages = (): [string, string, number?][] => [
    ['list', '/dead-letters'],
    ['filtered', '/dead-letters?outcome=rejected&relay=smtp.relay.example%3A587'],
    ['unreadable', '/dead-letters?since=yesterday&reason=x', 400],
    ['nothing-matches', '/dead-letters?reason=nothing'],
    ['delivery', `/dead-letters/${tried}`],
    ['no-delivery', '/dead-letters/01890000-0000-7000-8000-000000000000', 404],
    ['redrive', '/dead-letters/redrive?matching=yes&relay=smtp.relay.example%3A587'],
    ['discard', '/dead-letters/discard?matching=yes'],
  ]

  describe.each(looks)('on $look', as => {
    test('are readable, quiet and free of barriers', async () => {
      const { page, complaints, barriers, picture, close } = await watchPage(browser, { as, password })
      for (const [name, path, status = 200] of pages()) {
        const response = await page.goto(`${origin}${path}`)
        expect([path, response?.status()]).toEqual([path, status])
        if (name === 'list') await page.getByRole('checkbox').nth(1).check()
        await picture(`dead-letters-${name}`)
        expect([name, await barriers()]).toEqual([name, []])
        expect([name, await overflow(page)]).toEqual([name, 0])
      }
      expect(complaints.filter(complaint => !/status of 400/.test(complaint))).toEqual([])
      await close()
    })
  })

  describe('on a desktop', () => {
    const as = looks[0]

    test('what is ticked is redriven, and what is confirmed is discarded', async () => {
      const { page, complaints, picture, close } = await watchPage(browser, { as, password })
      const ids = [await deadLetter(passlink.database), await deadLetter(passlink.database)] as const
      await page.goto(`${origin}/dead-letters`)
      const redrive = page.getByRole('button', { name: 'Redrive selected' })
      expect(await redrive.isVisible()).toBe(false)
      for (const id of ids) await page.getByRole('checkbox', { name: id }).check()
      await redrive.click()
      await page.getByRole('status').getByText('2 redriven').waitFor()
      await picture('dead-letters-redriven')

      await page.goto(`${origin}/dead-letters?reason=no+such`)
      await page.getByRole('link', { name: 'Discard all 4 matching…' }).click()
      await page.getByRole('link', { name: 'Cancel' }).click()
      await page.getByRole('link', { name: 'Discard all 4 matching…' }).click()
      await page.getByRole('button', { name: 'Discard 4' }).click()
      await page.getByRole('status').getByText('4 discarded').waitFor()
      expect(new URL(page.url()).search).toBe('?reason=no+such')
      await picture('dead-letters-discarded')
      expect(complaints).toEqual([])
      await close()
    })

    test('the board leads to them, and they lead back', async () => {
      const { page, complaints, close } = await watchPage(browser, { as, password })
      await page.goto(`${origin}/dead-letters`)
      await page.getByRole('link', { name: 'Queue' }).click()
      await page.getByText('deliveries').first().waitFor()
      await page.locator('header ul button').last().click()
      await page.getByText('Dead letters').click()
      await page.getByRole('heading', { name: 'Dead letters' }).waitFor()
      expect(complaints).toEqual([])
      await close()
    })

    test('its forms are accepted where a browser does not say where a request comes from but by its origin', async () => {
      const elsewhere = await openChromium(chromium as string, [
        '--host-resolver-rules=MAP dashboard.test 127.0.0.1',
      ])
      const { page, close } = await watchPage(elsewhere, { as, password })
      const id = await deadLetter(passlink.database)
      const sent: Record<string, string>[] = []
      page.on('request', async request => {
        if (request.method() === 'POST') sent.push(await request.allHeaders())
      })
      await page.goto(`${origin.replace('127.0.0.1', 'dashboard.test')}/dead-letters/${id}`)
      await page.getByRole('button', { name: 'Redrive' }).click()
      await page.getByRole('status').getByText('1 redriven').waitFor()
      expect(sent).toMatchObject([{ origin: expect.stringMatching(/^http:\/\/dashboard\.test:/) }])
      expect(sent[0]).not.toHaveProperty('sec-fetch-site')
      await close()
      await elsewhere.close()
    })
  })
})

const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
