import { setPause } from '@passlink/store'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { startSessionOf } from '../operator.ts'
import { createPasslink, type Passlink, startAndRequestLink } from '../passlink.ts'
import { deliveryThatIs } from '../records.ts'
import { findChromium, openChromium } from '../servers/chromium.ts'
import { freePort } from '../servers/free-port.ts'
import { type LoginIssuer, loginClients, rolesClaim, startLoginIssuer } from '../servers/login-issuer.ts'
import { narrow, screens, watchPage } from '../watched-page.ts'

const chromium = findChromium()

describe.runIf(chromium)('the site of the operators', () => {
  let browser: Browser
  let passlink: Passlink
  let issuer: LoginIssuer
  let origin: string
  let deadId: string
  beforeAll(async () => {
    browser = await openChromium(chromium as string)
    passlink = await createPasslink('postgres')
    passlink.relay.script.rcpt.push('550 5.1.1 no such person')
    const worker = await startAndRequestLink(passlink)
    deadId = (await deliveryThatIs('dead', passlink.database)).id
    const bull = await passlink.openQueue().bull()
    await eventually(async () => expect(await bull.getFailedCount()).toBe(1))
    await worker.stop()
    const reason = 'they move to another provider'
    const actor = { operator: 'Grace Hopper', address: '' }
    await setPause(
      passlink.database.db,
      { scope: 'organization:acme', reason, end: { inMs: 3_600_000 } },
      actor,
    )
    const port = await freePort()
    origin = `http://127.0.0.1:${port}`
    issuer = await startLoginIssuer({ redirectUri: `${origin}/login/callback` })
    Object.assign(passlink.environment, {
      DASHBOARD_PORT: String(port),
      DASHBOARD_URL: origin,
      DASHBOARD_ISSUER: issuer.url,
      DASHBOARD_CLIENT_ID: loginClients.confidential.id,
      DASHBOARD_CLIENT_SECRET: loginClients.confidential.secret,
    })
    await passlink.startDashboard()
  })
  afterAll(async () => {
    await browser?.close()
    await passlink?.stop()
    await issuer?.stop()
  })

  async function signInAs(page: Page, role: 'viewer' | 'operator' | 'admin') {
    const [name = '', value = ''] = (await startSessionOf(passlink.database, role)).split('=')
    await page.context().addCookies([{ name, value, url: origin }])
  }

  const audited = () => passlink.database.sql`select action from audit where subject = ${deadId}`

  describe.each([...screens, narrow])('on $name', screen => {
    test('has pages that are readable and accessible, without complaints', async () => {
      const watched = await watchPage(browser, { screen })
      const { page, violations, screenshot } = watched
      const expectFine = async (name: string, within?: string) => {
        await screenshot(`operators-${name}`)
        expect([name, await violations([], within)]).toEqual([name, []])
        expect([name, await overflow(page)]).toEqual([name, 0])
      }
      await page.goto(`${origin}/audit`)
      await expectFine('sign-in')
      await page.getByLabel('Password').fill('wrong')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('alert').waitFor()
      await expectFine('wrong-password')
      issuer.person = { sub: 'eve', name: 'Eve', [rolesClaim]: { editor: { '1': 'acme.example' } } }
      await page.goto(`${origin}/login/openid`)
      await expectFine('no-role')

      await page.goto(`${origin}/login?next=/audit`)
      await page.getByLabel('Password').fill('correct horse')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('heading', { name: 'Audit' }).waitFor()
      await expectFine('audit')
      await page.goto(`${origin}/audit?since=yesterday`)
      await expectFine('audit-invalid')
      await page.goto(`${origin}/sessions`)
      await expectFine('sessions')
      await page.goto(`${origin}/nothing`)
      await expectFine('no-page')
      await page.goto(`${origin}/queues/queue/deliveries?status=failed`)
      await page.getByText('550 5.1.1 no such person').first().waitFor()
      await expectFine('board', '.bar')
      // These pages have such statuses on purpose, and one is behind the issuer.
      const isExpected = (complaint: string) =>
        /status of 40[13]/.test(complaint) || complaint.startsWith(`elsewhere: ${issuer.url}/`)
      expect(watched.complaints.filter(complaint => !isExpected(complaint))).toEqual([])
      await watched.close()
    })
  })

  describe('on a desktop', () => {
    const screen = screens[0]

    test('lets a person in and out with the keyboard alone, and without JavaScript', async () => {
      const { page, complaints, close } = await watchPage(browser, { screen, javaScriptEnabled: false })
      await page.goto(`${origin}/mails`)
      await page.locator('[name=password]:focus').waitFor()
      await page.keyboard.type('correct horse')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Mails' }).waitFor()
      await page.keyboard.press('Tab')
      expect(await page.locator(':focus').textContent()).toBe('Skip to the content')
      expect(await page.locator(':focus').boundingBox()).toMatchObject({ y: 8 })
      await page.keyboard.press('Enter')
      await page.keyboard.press('Tab')
      expect(await page.locator('main :focus').getAttribute('name')).toBe('mail')

      await page.goto(`${origin}/mails`)
      const reached: (string | null)[] = []
      while (reached.at(-1) !== 'Sessions') {
        await page.keyboard.press('Tab')
        const focus = page.locator(':focus')
        reached.push((await focus.getAttribute('name')) ?? (await focus.textContent()))
        expect(reached.length).toBeLessThan(20)
      }
      expect(reached).toEqual([
        'Skip to the content',
        'q',
        'Find',
        'Sign out',
        'Overview',
        'Deliveries',
        'Dead letters',
        'Relays',
        'Organizations',
        'Mails',
        'Queues',
        'Audit',
        'Sessions',
      ])
      await page.getByRole('button', { name: 'Sign out' }).focus()
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Sign in' }).waitFor()
      expect(complaints).toEqual([])
      await close()
    })

    test('lets a person in at the issuer, which is on another site, and out there too', async () => {
      const { page, close } = await watchPage(browser, { screen })
      issuer.person = {
        sub: 'ada',
        name: 'Ada',
        [rolesClaim]: { 'passlink.viewer': { '1': 'acme.example' } },
      }
      await page.goto(`${origin}/dead-letters`)
      await page.getByRole('link', { name: 'Sign in at' }).click()
      await page.getByRole('heading', { name: 'Dead letters' }).waitFor()
      expect(await page.locator('.bar').textContent()).toContain('Adaviewer')
      await page.getByRole('button', { name: 'Sign out' }).click()
      await page.getByRole('button', { name: 'Yes, sign me out' }).click()
      await page.getByRole('heading', { name: 'Sign in' }).waitFor()
      expect(page.url()).toBe(`${origin}/login`)
      await close()
    })

    test('says above every page what is paused', async () => {
      const { page, close } = await watchPage(browser, { screen })
      await signInAs(page, 'viewer')
      for (const path of ['/dead-letters', '/mails', '/queues']) {
        await page.goto(`${origin}${path}`)
        const pauses = await page.getByRole('list', { name: 'Pauses' }).textContent()
        expect(pauses).toMatch(/^Paused: organization acme by Grace Hopper since .* until .*: they move to/)
      }
      await close()
    })

    test('offers a viewer no change of a job, and an operator its retry and removal, which work', async () => {
      const { page, complaints, close } = await watchPage(browser, { screen })
      // The board has no names for its buttons of a single job. Retry is the first, removal the last.
      const ofJob = page.locator('[class^=jobActions] button:visible')
      const ofAll = page
        .locator('main [aria-haspopup=menu]:visible')
        .or(page.getByRole('button', { name: /retry|clean|promote|empty|add|pause/i }))
      async function expectOffered(count: number) {
        await page.goto(`${origin}/queues`)
        await page.getByText('webhooks').first().waitFor()
        expect(await ofAll.count()).toBe(0)
        await page.goto(`${origin}/queues/queue/deliveries?status=failed`)
        await page.getByText('550 5.1.1 no such person').first().waitFor()
        expect([await ofAll.count(), await ofJob.count()]).toEqual([0, count])
      }
      await signInAs(page, 'viewer')
      await expectOffered(0)
      await signInAs(page, 'operator')
      await expectOffered(2)
      await ofJob.first().click()
      const confirm = page.getByRole('button', { name: 'Confirm' })
      if (await confirm.isVisible()) await confirm.click()
      await eventually(async () => expect(await audited()).toEqual([{ action: 'job.retry_requested' }]))
      const bull = await passlink.openQueue().bull()
      await eventually(async () => expect(await bull.getFailedCount()).toBe(0))
      expect(complaints).toEqual([])
      await close()
    })

    test('leads from the board to the other pages and to the delivery of a job', async () => {
      const { page, close } = await watchPage(browser, { screen })
      await signInAs(page, 'viewer')
      await page.goto(`${origin}/queues/queue/deliveries`)
      const [opened] = await Promise.all([
        page.context().waitForEvent('page'),
        page.getByRole('link', { name: 'Delivery', exact: true }).first().click(),
      ])
      await opened.getByRole('heading', { name: 'Delivery' }).waitFor()
      expect(new URL(opened.url()).pathname).toBe(`/dead-letters/${deadId}`)
      await page.getByRole('link', { name: 'Mails' }).click()
      await page.getByRole('heading', { name: 'Mails' }).waitFor()
      await close()
    })
  })
})

const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
