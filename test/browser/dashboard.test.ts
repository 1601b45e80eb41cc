import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPasslink, type Passlink, startAndRequestLink } from '../passlink.ts'
import { deliveryThatIs } from '../records.ts'
import { findChromium, openChromium } from '../servers/chromium.ts'
import { screens, watchPage } from '../watched-page.ts'

const chromium = findChromium()

describe.runIf(chromium)('the dashboard', () => {
  let browser: Browser
  let passlink: Passlink
  let origin: string
  beforeAll(async () => {
    browser = await openChromium(chromium as string)
    passlink = await createPasslink('postgres')
    passlink.relay.script.rcpt.push('550 5.1.1 no such person')
    await startAndRequestLink(passlink)
    await deliveryThatIs('dead', passlink.database)
    origin = `http://127.0.0.1:${(await passlink.startDashboard()).port}`
  })
  afterAll(async () => {
    await browser?.close()
    await passlink?.stop()
  })

  describe.each(screens)('on $name', screen => {
    test('shows the queue, and a dead delivery with its reason, without complaints', async () => {
      const { page, complaints, screenshot, close } = await watchPage(browser, {
        screen,
        password: 'correct horse',
      })
      await page.goto(origin)
      await page.getByText('deliveries').first().waitFor()
      await screenshot('dashboard')
      await page.goto(`${origin}/queues/queue/deliveries?status=failed`)
      await page.getByText('550 5.1.1 no such person').first().waitFor()
      await screenshot('dashboard-dead')
      expect(complaints).toEqual([])
      await close()
    })
  })
})
