import { endSession, listSessions, reportServers, setPause } from '@passlink/store'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDeadLetter } from '../dead-letters.ts'
import { eventually } from '../eventually.ts'
import { startSessionOf } from '../operator.ts'
import { createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { deliveriesThatAre } from '../records.ts'
import { findChromium, openChromium } from '../servers/chromium.ts'
import { narrow, screens, watchPage } from '../watched-page.ts'

const chromium = findChromium()
const actor = { operator: 'Grace Hopper', address: '' }

describe.runIf(chromium)('the overview and the relays', () => {
  let browser: Browser
  let passlink: Passlink
  let api: { port: number }
  let origin: string
  beforeAll(async () => {
    browser = await openChromium(chromium as string)
    passlink = await createPasslink('postgres')
    const { database } = passlink
    const worker = await passlink.startWorker({ RELAY_RATE: '100/1s' })
    api = await passlink.startApi()
    for (let n = 0; n < 12; n++) await requestLinkForAlice(passlink, api)
    await deliveriesThatAre('sent', 12, database)
    await worker.stop()
    // As if it had been over the last hour.
    await database.sql`
      update deliveries set created_at = now() - n * interval '4 minutes',
        sent_at = now() - n * interval '4 minutes' + n * interval '700 ms'
      from (select id, row_number() over (order by id) - 1 as n from deliveries) as numbered
      where numbered.id = deliveries.id`
    for (let n = 0; n < 5; n++)
      await createDeadLetter(database, { detail: `550 5.7.1 refused by policy ${n}` })
    await createDeadLetter(database, { outcome: 'deferred', detail: '451 4.7.1 try again later' })
    await requestLinkForAlice(passlink, api)
    for (const server of ['smtp.provider.example:587', 'webhook:app.example'])
      await reportServers(
        database.db,
        ['a', 'b', 'c'].map(subject => ({
          server,
          report: { kind: 'failed', subject, answer: `connect: no answer for ${subject}`, pauseMs: 900_000 },
        })),
      )
    const scope = 'relay:backup.provider.example:587'
    await setPause(database.db, { scope, reason: 'they move to another provider', end: null }, actor)
    origin = `http://127.0.0.1:${(await passlink.startDashboard()).port}`
  })
  afterAll(async () => {
    await browser?.close()
    await passlink?.stop()
  })

  async function signInAs(page: Page, role: 'viewer' | 'operator') {
    const [name = '', value = ''] = (await startSessionOf(passlink.database, role)).split('=')
    await page.context().addCookies([{ name, value, url: origin }])
  }

  const state = (page: Page, text: string) => page.getByRole('status').getByText(text).waitFor()

  describe.each([...screens, narrow])('on $name', screen => {
    test('are readable and accessible, without complaints', async () => {
      const { page, complaints, violations, screenshot, close } = await watchPage(browser, { screen })
      await signInAs(page, 'operator')
      const expectFine = async (name: string) => {
        await screenshot(name)
        expect([name, await violations()]).toEqual([name, []])
        expect([name, await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)]).toEqual([
          name,
          0,
        ])
      }
      await page.goto(origin)
      await state(page, 'Live')
      await expectFine('overview')
      await page.goto(`${origin}/relays`)
      await expectFine('relays')
      await page.goto(`${origin}/pauses/set?scope=mail`)
      await expectFine('pause')
      await page.getByLabel('Reason').fill('the relay moves')
      await page.getByLabel('Until').fill('tomorrow')
      await page.getByRole('button', { name: 'Pause' }).click()
      await page.getByText('must be a time to come').waitFor()
      await expectFine('pause-invalid')
      expect(complaints).toEqual([])
      await close()
    })
  })

  describe('on a desktop', () => {
    const screen = screens[0]

    test('are new by themselves until they are paused with the keyboard, and then stay as they are', async () => {
      const { page, complaints, close } = await watchPage(browser, { screen })
      await signInAs(page, 'viewer')
      await page.goto(origin)
      await state(page, 'Live')
      const figures = () => page.locator('#figures').textContent()
      await createDeadLetter(passlink.database)
      await eventually(async () => expect(await figures()).toContain('Dead in 24 hours7'), 20_000)
      await page.getByRole('button', { name: 'Pause updates' }).focus()
      await page.keyboard.press('Enter')
      await state(page, 'Updates are paused')
      const paused = await figures()
      await createDeadLetter(passlink.database)
      // Another page has what this one does not.
      const other = await watchPage(browser, { screen, javaScriptEnabled: false })
      await signInAs(other.page, 'viewer')
      await eventually(async () => {
        await other.page.goto(origin)
        expect(await other.page.locator('#figures').textContent()).toContain('Dead in 24 hours8')
      })
      expect(await figures()).toBe(paused)
      await page.keyboard.press('Enter')
      await state(page, 'Live')
      expect(await figures()).toContain('Dead in 24 hours8')
      expect(await page.locator(':focus').textContent()).toBe('Pause updates')
      expect(complaints).toEqual([])
      await Promise.all([close(), other.close()])
    }, 60_000)

    test('say how old they are without JavaScript, and have a way to newer ones', async () => {
      const { page, complaints, close } = await watchPage(browser, { screen, javaScriptEnabled: false })
      await signInAs(page, 'viewer')
      await page.goto(origin)
      expect(await page.locator('#figures').textContent()).toMatch(/^As of 20\d\d-/)
      expect(await page.getByRole('button', { name: 'Pause updates' }).isVisible()).toBe(false)
      await page.getByRole('link', { name: 'Reload' }).click()
      await page.getByRole('heading', { name: 'Overview' }).waitFor()
      expect(complaints).toEqual([])
      await close()
    })

    test('say that the session has ended, and that nobody is connected while the dashboard is away', async () => {
      const { page, close } = await watchPage(browser, { screen })
      await signInAs(page, 'viewer')
      const dashboard = await passlink.startDashboard()
      await page.goto(`http://127.0.0.1:${dashboard.port}`)
      await state(page, 'Live')
      await dashboard.stop()
      await state(page, 'Not connected, trying again.')

      await page.goto(origin)
      await state(page, 'Live')
      const { db } = passlink.database
      for (const { id } of await listSessions(db, { idleMs: 60_000, limit: 100 }))
        await endSession(db, id, actor)
      await page.getByRole('status').getByText('You are signed out.').waitFor()
      expect(await page.getByRole('button', { name: 'Pause updates' }).isVisible()).toBe(false)
      await close()
    }, 60_000)

    test('let an operator pause and resume all webhooks with the keyboard alone, without JavaScript', async () => {
      const { page, complaints, close } = await watchPage(browser, { screen, javaScriptEnabled: false })
      await signInAs(page, 'operator')
      await page.goto(`${origin}/relays`)
      await page.getByRole('link', { name: 'Pause all webhooks' }).focus()
      await page.keyboard.press('Enter')
      await page.getByLabel('Reason').focus()
      await page.keyboard.type('the application is rebuilt')
      await page.keyboard.press('Enter')
      const banner = page.getByRole('list', { name: 'Pauses' })
      await banner.getByText('all webhooks').waitFor()
      expect(await page.getByRole('region', { name: 'app.example' }).textContent()).toContain('paused')
      await page.getByRole('button', { name: 'Resume all webhooks' }).focus()
      await page.keyboard.press('Enter')
      await page.getByRole('link', { name: 'Pause all webhooks' }).waitFor()
      expect(await banner.textContent()).not.toContain('webhooks')
      expect(complaints).toEqual([])
      await close()
    })
  })
})
