import { randomUUID } from 'node:crypto'
import { readConfig } from '@passlink/redeem'
import { afterEach, expect, test } from 'vitest'
import { breakTable } from '../break-table.ts'
import { codeOf, linkInState } from '../link-in-state.ts'
import { createLogLines } from '../log-lines.ts'
import type { Passlink } from '../passlink.ts'
import { createLocalhostPasslink, createSteps, type Steps } from '../redeem-steps.ts'

let passlink: Passlink
afterEach(() => passlink?.stop())

const { log, lines } = createLogLines()

async function start(settings: Record<string, string>): Promise<Steps> {
  lines.length = 0
  passlink = await createLocalhostPasslink(settings, log)
  await passlink.startRedeem()
  return createSteps(passlink)
}

const from = (...hops: string[]) => ({ 'x-forwarded-for': hops.join(', ') })
const tryCode = (steps: Steps, headers = {}, linkId: string = randomUUID()) =>
  steps.options(linkId, 'wrong', headers).then(({ status }) => status)

test('tries from one address are limited across all links, with Retry-After', async () => {
  const steps = await start({ REDEEM_PER_ADDRESS: '3/1h' })
  expect([await tryCode(steps), await tryCode(steps), await tryCode(steps)]).toEqual([404, 404, 404])
  const linkId = await linkInState(passlink.database, 'open')
  const { status, headers, body } = await steps.options(linkId)
  expect(status).toBe(429)
  expect(body).toEqual({ error: { id: 'too_many_tries', message: expect.stringMatching(/\S/) } })
  const seconds = Number(headers.get('retry-after'))
  expect(seconds).toBeGreaterThan(1_100)
  expect(seconds).toBeLessThanOrEqual(1_200)
  expect(await passlink.database.sql`select failed_checks from links`).toEqual([{ failed_checks: 0 }])
})

test('tries at one link are limited across all addresses, whether the link exists or not', async () => {
  const steps = await start({ REDEEM_PER_LINK: '2/1h', TRUSTED_PROXIES: '1' })
  const known = await linkInState(passlink.database, 'open')
  for (const linkId of [known, randomUUID()]) {
    const statuses = []
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3'])
      statuses.push(await tryCode(steps, from(address), linkId.toUpperCase()))
    expect(statuses).toEqual([404, 404, 429])
  }
  expect((await steps.options(known, codeOf(passlink, known), from('192.0.2.9'))).status).toBe(429)
})

test('without a trusted proxy X-Forwarded-For does not change the address that is limited', async () => {
  const steps = await start({ REDEEM_PER_ADDRESS: '1/1h' })
  expect(await tryCode(steps, from('192.0.2.1'))).toBe(404)
  expect(await tryCode(steps, from('192.0.2.2'))).toBe(429)
})

test('behind two trusted proxies the address that the outer one saw is limited', async () => {
  const steps = await start({ REDEEM_PER_ADDRESS: '1/1h', TRUSTED_PROXIES: '2' })
  expect(await tryCode(steps, from('6.6.6.6', '192.0.2.1', '10.0.0.1'))).toBe(404)
  expect(await tryCode(steps, from('7.7.7.7', '192.0.2.1', '10.0.0.2'))).toBe(429)
  expect(await tryCode(steps, from('6.6.6.6', '192.0.2.2', '10.0.0.1'))).toBe(404)
})

test('all redeem apps share one limit', async () => {
  const steps = await start({ REDEEM_PER_ADDRESS: '1/1h' })
  passlink.environment.REDEEM_PORT = '0'
  const second = await passlink.startRedeem()
  expect(await tryCode(steps)).toBe(404)
  const response = await fetch(`http://127.0.0.1:${second.port}/l/${randomUUID()}/options`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"code":"wrong"}',
  })
  expect(response.status).toBe(429)
})

const reports = () => lines.filter(line => line.includes('TRUSTED_PROXIES is not set'))

test('without TRUSTED_PROXIES the first request that has X-Forwarded-For is reported, and no other', async () => {
  const steps = await start({})
  await tryCode(steps)
  expect(reports()).toEqual([])
  await tryCode(steps, from('192.0.2.1'))
  await tryCode(steps, from('192.0.2.2'))
  expect(reports()).toHaveLength(1)
  expect(JSON.parse(reports()[0] ?? '')).toMatchObject({ level: 40 })
})

test.each(['0', '1'])('with TRUSTED_PROXIES=%s nothing is reported', async count => {
  const steps = await start({ TRUSTED_PROXIES: count })
  await tryCode(steps, from('192.0.2.1'))
  expect(reports()).toEqual([])
})

test('by default two hundred people of an office behind one address can open their links at once', async () => {
  const { REDEEM_PER_ADDRESS } = readConfig({
    DATABASE_URL: 'postgres://x/y',
    PUBLIC_URL: 'https://passlink.example',
    LINK_KEYS: `a:${Buffer.alloc(32).toString('base64')}`,
  })
  const stepsOfAPerson = 3
  expect(REDEEM_PER_ADDRESS.max).toBeGreaterThanOrEqual(200 * stepsOfAPerson)
})

test('wrong codes close a link to the address that sends them, also for the right code, and to nobody else', async () => {
  const steps = await start({ TRUSTED_PROXIES: '1', REDEEM_WRONG_CODES: '5/1h', REDEEM_PER_LINK: '8/1h' })
  const linkId = await linkInState(passlink.database, 'open')
  const statuses = []
  for (let tries = 0; tries < 20; tries += 1) statuses.push(await tryCode(steps, from('192.0.2.1'), linkId))
  expect(statuses).toEqual([...Array(5).fill(404), ...Array(15).fill(429)])
  const closed = await steps.options(linkId, codeOf(passlink, linkId), from('192.0.2.1'))
  expect(closed.status).toBe(429)
  expect(Number(closed.headers.get('retry-after'))).toBeLessThanOrEqual(720)
  expect((await steps.options(linkId, codeOf(passlink, linkId), from('192.0.2.2'))).status).toBe(200)
  expect(await passlink.database.sql`select revoked_at, failed_checks from links`).toEqual([
    { revoked_at: null, failed_checks: 0 },
  ])
})

test('wrong codes at an unknown link are answered like those at a known one', async () => {
  const steps = await start({ REDEEM_WRONG_CODES: '2/1h' })
  for (const linkId of [await linkInState(passlink.database, 'open'), randomUUID()])
    expect([
      await tryCode(steps, {}, linkId),
      await tryCode(steps, {}, linkId),
      await tryCode(steps, {}, linkId),
    ]).toEqual([404, 404, 429])
})

test('an address that was refused is refused without the database, and others are not', async () => {
  const steps = await start({ REDEEM_PER_ADDRESS: '1/1h', TRUSTED_PROXIES: '1' })
  expect(await tryCode(steps, from('192.0.2.1'))).toBe(404)
  expect(await tryCode(steps, from('192.0.2.1'))).toBe(429)
  await breakTable(passlink.database, 'allowances')
  expect(await tryCode(steps, from('192.0.2.1'))).toBe(429)
  expect(await tryCode(steps, from('192.0.2.2'))).toBe(500)
})
