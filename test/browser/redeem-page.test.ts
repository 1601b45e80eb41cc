import { randomUUID } from 'node:crypto'
import { catalogFor } from '@passlink/messages'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linkInState, linkStates } from '../link-in-state.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { findChromium, openChromium } from '../servers/chromium.ts'
import { type Gate, openGate } from '../servers/gate.ts'
import { looks, watchPage } from '../watched-page.ts'

const chromium = findChromium()
const states = [...linkStates, 'unknown', 'notFound', 'away'] as const

describe.runIf(chromium)('the page of a link', () => {
  let browser: Browser
  let passlink: Passlink
  let gate: Gate
  let origin: string
  beforeAll(async () => {
    browser = await openChromium(chromium as string)
    passlink = await createPasslink('postgres')
    gate = await openGate(passlink.database.url)
    passlink.environment.DATABASE_URL = gate.url
    origin = `http://127.0.0.1:${(await passlink.startRedeem()).port}`
  })
  afterAll(async () => {
    await browser?.close()
    await passlink?.stop()
    await gate?.shut()
  })

  async function pathOf(state: (typeof states)[number]): Promise<string> {
    if (state === 'notFound') return '/nothing'
    if (state === 'unknown' || state === 'away') return `/l/${randomUUID()}`
    return `/l/${await linkInState(passlink.database, state)}`
  }

  describe.each(looks)('on $look', as => {
    test.each(states)('that is %s is readable, quiet and free of barriers', async state => {
      if (state === 'away') await gate.shut()
      const { page, complaints, barriers, picture, close } = await watchPage(browser, { as })
      await page.goto(`${origin}${await pathOf(state)}#the-code-of-the-link`)
      expect(await page.locator('h1').textContent()).toBe(catalogFor(['en']).redeemPage[state].title)
      await picture(`redeem-${state}`)
      expect(await barriers()).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
      expect(complaints.filter(complaint => !/status of 503/.test(complaint))).toEqual([])
      await close()
      if (state === 'away') await gate.open()
    })
  })
})
