import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askAndWork, createPasslink, type Passlink } from '../passlink.ts'
import { deliveryThatIs } from '../records.ts'
import { findChromium, openChromium } from '../servers/chromium.ts'
import { looks, watchPage } from '../watched-page.ts'

const chromium = findChromium()

describe.runIf(chromium)('the dashboard', () => {
  let browser: Browser
  let passlink: Passlink
  let origin: string
  beforeAll(async () => {
    browser = await openChromium(chromium as string)
    passlink = await createPasslink('postgres')
    passlink.relay.script.rcpt.push('550 5.1.1 no such person')
    await askAndWork(passlink)
    await deliveryThatIs('dead', passlink.database)
    origin = `http://127.0.0.1:${(await passlink.startDashboard()).port}`
  })
  afterAll(async () => {
    await browser?.close()
    await passlink?.stop()
  })

  describe.each(looks)('on $look', as => {
    test('shows the queue, and a dead delivery with its reason, quietly', async () => {
      const { page, complaints, picture, close } = await watchPage(browser, { as, password: 'correct horse' })
      await page.goto(origin)
      await page.getByText('deliveries').first().waitFor()
      await picture('dashboard')
      await page.goto(`${origin}/queues/queue/deliveries?status=failed`)
      await page.getByText('550 5.1.1 no such person').first().waitFor()
      await picture('dashboard-dead')
      expect(complaints).toEqual([])
      await close()
    })
  })
})
