import { redriveDeliveries, saveOrganizations, saveUsers } from '@passlink/store'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDeadLetter, killDelivery } from '../dead-letters.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { alice } from '../people.ts'
import { findChromium, openChromium } from '../servers/chromium.ts'
import { screens, watchPage } from '../watched-page.ts'

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
  let twiceDead: string
  beforeAll(async () => {
    browser = await openChromium(chromium as string)
    passlink = await createPasslink('postgres')
    const { database } = passlink
    await saveOrganizations(database.db, [{ id: 'northwind-traders', name: 'Northwind' }])
    const bob = { ...alice, id: '284937261948372651', organizationId: 'northwind-traders' }
    await saveUsers(database.db, [bob])
    twiceDead = await createDeadLetter(database, deferred)
    await redriveDeliveries(database.db, [twiceDead])
    await killDelivery(database, twiceDead, lost)
    for (let n = 0; n < 3; n++)
      await createDeadLetter(database, { relay, detail: '550 5.1.1 <(address)>: no such mailbox' })
    await createDeadLetter(database, { ...deferred, userId: bob.id })
    await createDeadLetter(database, { userId: bob.id, relay, detail: `554 5.7.1 ${'x'.repeat(150)}` })
    const revoked = await createDeadLetter(database, { userId: bob.id, relay })
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
    ['delivery', `/dead-letters/${twiceDead}`],
    ['no-delivery', '/dead-letters/01890000-0000-7000-8000-000000000000', 404],
    ['redrive', '/dead-letters/redrive?matching=yes&relay=smtp.relay.example%3A587'],
    ['discard', '/dead-letters/discard?matching=yes'],
  ]

  describe.each(screens)('on $name', screen => {
    test('are readable and accessible, without complaints', async () => {
      const { page, complaints, violations, screenshot, close } = await watchPage(browser, {
        screen,
        password,
      })
      for (const [name, path, status = 200] of pages()) {
        const response = await page.goto(`${origin}${path}`)
        expect([path, response?.status()]).toEqual([path, status])
        if (name === 'list') await page.getByRole('checkbox').nth(1).check()
        await screenshot(`dead-letters-${name}`)
        expect([name, await violations()]).toEqual([name, []])
        expect([name, await overflow(page)]).toEqual([name, 0])
      }
      expect(complaints.filter(complaint => !/status of 400/.test(complaint))).toEqual([])
      await close()
    })
  })

  describe('on a desktop', () => {
    const screen = screens[0]

    test('selected ones are redriven, and all matching ones discarded after a confirmation', async () => {
      const { page, complaints, screenshot, close } = await watchPage(browser, { screen, password })
      const ids = [
        await createDeadLetter(passlink.database),
        await createDeadLetter(passlink.database),
      ] as const
      await page.goto(`${origin}/dead-letters`)
      const redrive = page.getByRole('button', { name: 'Redrive selected' })
      expect(await redrive.isVisible()).toBe(false)
      for (const id of ids) await page.getByRole('checkbox', { name: id }).check()
      await redrive.click()
      await page.getByRole('status').getByText('2 redriven').waitFor()
      await screenshot('dead-letters-redriven')

      await page.goto(`${origin}/dead-letters?reason=no+such`)
      await page.getByRole('link', { name: 'Discard all 4 matching…' }).click()
      await page.getByRole('link', { name: 'Cancel' }).click()
      await page.getByRole('link', { name: 'Discard all 4 matching…' }).click()
      await page.getByRole('button', { name: 'Discard 4' }).click()
      await page.getByRole('status').getByText('4 discarded').waitFor()
      expect(new URL(page.url()).search).toBe('?reason=no+such')
      await screenshot('dead-letters-discarded')
      expect(complaints).toEqual([])
      await close()
    })

    test('they link to the board, and the board links back', async () => {
      const { page, complaints, close } = await watchPage(browser, { screen, password })
      await page.goto(`${origin}/dead-letters`)
      await page.getByRole('link', { name: 'Queue' }).click()
      await page.getByText('deliveries').first().waitFor()
      await page.getByRole('link', { name: 'Dead letters' }).click()
      await page.getByRole('heading', { name: 'Dead letters' }).waitFor()
      expect(complaints).toEqual([])
      await close()
    })

    test('their forms are accepted from a browser that sends Origin but not Sec-Fetch-Site', async () => {
      const elsewhere = await openChromium(chromium as string, [
        '--host-resolver-rules=MAP dashboard.test 127.0.0.1',
      ])
      const { page, close } = await watchPage(elsewhere, { screen, password })
      const id = await createDeadLetter(passlink.database)
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
