import { afterAll, beforeAll, expect, test } from 'vitest'
import { runAppProcess } from '../app-process.ts'
import { breakTable } from '../break-table.ts'
import { eventually } from '../eventually.ts'
import { codeOf, linkInState } from '../link-in-state.ts'
import type { Passlink } from '../passlink.ts'
import { createLocalhostPasslink, createSteps } from '../redeem-steps.ts'
import { freePort } from '../servers/free-port.ts'
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

test('a process that starts while the database is away is alive and not ready, serves the page, and recovers by itself', async () => {
  const port = await freePort()
  const publicUrl = `http://localhost:${port}`
  const environment = { ...passlink.environment, REDEEM_PORT: String(port), PUBLIC_URL: publicUrl }
  const linkId = await linkInState(passlink.database, 'open')
  await gate.shut()
  const app = runAppProcess('redeem', environment)
  expect(await app.listening).toBe(port)
  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`)
  const askOptions = () =>
    fetch(`http://127.0.0.1:${port}/l/${linkId}/options`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: codeOf(passlink, linkId) }),
    })

  expect((await get('/healthz')).status).toBe(200)
  expect((await get('/readyz')).status).toBe(503)
  const page = await get(`/l/${linkId}`)
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('<html')
  const refused = await askOptions()
  expect(refused.status).toBe(503)
  expect(refused.headers.get('retry-after')).toBe('5')
  expect(await refused.json()).toMatchObject({ error: { id: 'unavailable' } })

  await gate.open()
  await eventually(async () => expect((await get('/readyz')).status).toBe(200))
  expect((await askOptions()).status).toBe(200)
})

test('an internal error is answered 500 without its cause', async () => {
  const steps = createSteps(passlink)
  const linkId = await linkInState(passlink.database, 'open')
  await breakTable(passlink.database, 'challenges')
  const { status, body } = await steps.options(linkId)
  expect(status).toBe(500)
  expect(body).toEqual({ error: { id: 'internal', message: expect.stringMatching(/\S/) } })
})
