import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { saveOrganizations, saveUsers } from '@passlink/links'
import { catalogFor } from '@passlink/messages'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addAuthenticator } from '../authenticator.ts'
import { codeOf, linkInState } from '../link-in-state.ts'
import { alice, type Passlink } from '../passlink.ts'
import { createLocalhostPasslink } from '../redeem-steps.ts'
import { findChromium, openChromium } from '../servers/chromium.ts'
import { looks, narrow, watchPage } from '../watched-page.ts'

const chromium = findChromium()
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

  async function linkOf(
    state: Parameters<typeof linkInState>[1],
    user = { id: 'alice', organizationId: 'acme' },
  ) {
    const linkId = await linkInState(passlink.database, state, user)
    return `${publicUrl}/l/${linkId}#${codeOf(passlink, linkId)}`
  }

  const widthBeyond = 'document.documentElement.scrollWidth - innerWidth'

  describe.each([...looks, narrow])('on $look', as => {
    test('is readable, quiet and free of barriers from the first moment to the last', async () => {
      const { page, complaints, barriers, picture, close } = await watchPage(browser, { as })
      await addAuthenticator(page)
      await page.goto(await linkOf('open'))
      await page.getByText('For Alice Adams').waitFor()
      await picture('redeem-ready')
      expect(await barriers()).toEqual([])
      expect(await page.evaluate(widthBeyond)).toBe(0)
      await page.getByRole('button', { name: 'Add a passkey' }).click()
      await page.getByRole('heading', { name: 'Passkey added' }).waitFor()
      await picture('redeem-added')
      expect(await barriers()).toEqual([])
      expect(await page.evaluate(widthBeyond)).toBe(0)
      expect(complaints).toEqual([])
      await close()
    })

    test.each(['expired', 'redeemed', 'revoked'] as const)('says that a link is %s', async state => {
      const { page, complaints, barriers, picture, close } = await watchPage(browser, { as })
      await page.goto(await linkOf(state))
      await page.getByRole('heading', { name: catalogFor(['en']).redeem.ends[state].title }).waitFor()
      await picture(`redeem-${state}`)
      expect(await barriers()).toEqual([])
      expect(complaints).toEqual([])
      await close()
    })
  })

  test('speaks the language of the person, and from the right where it is written so', async () => {
    await saveUsers(passlink.database.db, [{ ...alice, id: 'amal', displayName: 'أمل حداد', language: 'ar' }])
    for (const as of looks) {
      const { page, complaints, barriers, picture, close } = await watchPage(browser, { as })
      await addAuthenticator(page)
      await page.goto(await linkOf('open', { id: 'amal', organizationId: 'acme' }))
      await page.getByText('أمل حداد').waitFor()
      expect(await page.evaluate('document.documentElement.dir')).toBe('rtl')
      await picture('redeem-ready-ar')
      expect(await barriers()).toEqual([])
      await page.getByRole('button').click()
      await page.getByRole('textbox').waitFor()
      await picture('redeem-added-ar')
      expect(await barriers()).toEqual([])
      expect(complaints).toEqual([])
      await close()
    }
  })
})
void randomUUID
void readFileSync
