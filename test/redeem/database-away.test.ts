import { catalogFor } from '@passlink/messages'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { linkInState } from '../link-in-state.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { type Gate, openGate } from '../servers/gate.ts'

let passlink: Passlink
let gate: Gate
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  gate = await openGate(passlink.database.url)
  passlink.environment.DATABASE_URL = gate.url
})
afterAll(async () => {
  await passlink?.stop()
  await gate?.shut()
})

test('while the database is away a person is told to come back, and nothing of the cause', async () => {
  const redeem = await passlink.startRedeem()
  const link = `http://127.0.0.1:${redeem.port}/l/${await linkInState(passlink.database, 'open')}`
  expect((await fetch(link)).status).toBe(200)

  await gate.shut()
  const response = await fetch(link)
  expect(response.status).toBe(503)
  expect(response.headers.get('retry-after')).toBe('60')
  const page = await response.text()
  const { title, text } = catalogFor(['en']).redeemPage.away
  expect(page).toContain(`<h1>${title}</h1>`)
  expect(page).toContain(`<p>${text('')}</p>`)
  expect(page).not.toMatch(/127\.0\.0\.1|ECONN|CONNECTION|postgres|select/i)

  await gate.open()
  await eventually(async () => expect((await fetch(link)).status).toBe(200))
})
