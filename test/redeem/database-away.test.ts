import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { linkInState } from '../link-in-state.ts'
import type { Passlink } from '../passlink.ts'
import { createLocalhostPasslink, createSteps } from '../redeem-steps.ts'
import { type Gate, openGate } from '../servers/gate.ts'

let passlink: Passlink
let gate: Gate
beforeAll(async () => {
  passlink = await createLocalhostPasslink()
  gate = await openGate(passlink.database.url)
  passlink.environment.DATABASE_URL = gate.url
})
afterAll(async () => {
  await passlink?.stop()
  await gate?.shut()
})

test('while the database is away steps are answered 503 without the cause, and the page is served', async () => {
  await passlink.startRedeem()
  const steps = createSteps(passlink)
  const linkId = await linkInState(passlink.database, 'open')
  const registration = await steps.register(linkId)

  await gate.shut()
  const answers = [
    await steps.options(linkId),
    await steps.complete(linkId, registration),
    await steps.rename(linkId, registration.id, 'Phone'),
  ]
  for (const { status, headers, body } of answers) {
    expect(status).toBe(503)
    expect(headers.get('retry-after')).toBe('5')
    expect(body).toEqual({ error: { id: 'unavailable', message: expect.stringMatching(/\S/) } })
    expect(JSON.stringify(body)).not.toMatch(/127\.0\.0\.1|ECONN|CONNECTION|postgres|select/i)
  }
  expect((await fetch(`${steps.url}/l/${linkId}`)).status).toBe(200)

  await gate.open()
  await eventually(async () => expect((await steps.complete(linkId, registration)).status).toBe(200))
})

test('an internal error is answered 500 without its cause', async () => {
  const steps = createSteps(passlink)
  const linkId = await linkInState(passlink.database, 'open')
  await passlink.database.sql`alter table challenges rename to elsewhere`
  const { status, body } = await steps.options(linkId)
  expect(status).toBe(500)
  expect(body).toEqual({ error: { id: 'internal', message: expect.stringMatching(/\S/) } })
})
