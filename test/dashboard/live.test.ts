import { endSession, setPause } from '@passlink/store'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { askDashboard, startSessionOf } from '../operator.ts'
import { createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { deliveryThatIs } from '../records.ts'
import { openGate } from '../servers/gate.ts'
import { type Listening, listenTo, textOf } from './events.ts'

let passlink: Passlink
let cookie: string
beforeEach(async () => {
  passlink = await createPasslink('postgres')
  cookie = await startSessionOf(passlink.database, 'viewer')
})
afterEach(() => passlink?.stop())

async function listen(
  { port }: { port: number },
  headers: Record<string, string> = { cookie },
): Promise<Listening> {
  const listening = await listenTo(`http://127.0.0.1:${port}/live`, headers)
  onTestFinished(listening.leave)
  return listening
}

const withinMs = 20_000
const sessionOf = async () => (await passlink.database.sql`select * from operator_sessions`)[0]
const lastText = ({ events }: Listening) => textOf(events.at(-1)?.data ?? '')

test('a mail that is sent is in the figures of everybody who looks within seconds', async () => {
  const dashboard = await passlink.startDashboard()
  const all = [await listen(dashboard), await listen(dashboard)]
  expect(all.map(({ status }) => status)).toEqual([200, 200])
  expect(all[0]?.headers.get('content-type')).toBe('text/event-stream')
  expect(all[0]?.headers.get('content-security-policy')).toContain("script-src 'self'")
  await eventually(() =>
    expect(all.map(lastText)).toEqual(Array(2).fill(expect.stringContaining('Mails a minute 0 '))),
  )
  const api = await passlink.startApi()
  await passlink.startWorker()
  await requestLinkForAlice(passlink, api)
  await deliveryThatIs('sent', passlink.database)
  await eventually(
    () => expect(all.map(lastText)).toEqual(Array(2).fill(expect.stringContaining('Mails a minute 1 '))),
    withinMs,
  )
  expect(all[0]?.events.at(-1)).toEqual(all[1]?.events.at(-1))
})

test('however many look, the figures are read once every five seconds for all of them', async () => {
  const dashboard = await passlink.startDashboard()
  const all = await Promise.all(Array.from({ length: 8 }, () => listen(dashboard)))
  await eventually(() => {
    for (const { events } of all) expect(events.length).toBeGreaterThanOrEqual(3)
  }, withinMs)
  const readAt = all.flatMap(({ events }) =>
    events.map(({ data }) => /datetime="([^"]+)"/.exec(data)?.[1] ?? ''),
  )
  const times = [...new Set(readAt)].sort().map(at => Date.parse(at))
  expect(times.length).toBeLessThanOrEqual(4)
  for (const [n, at] of times.slice(1).entries()) expect(at - (times[n] ?? 0)).toBeGreaterThan(4_000)
}, 30_000)

test('it ends when the operator signs out, and says so', async () => {
  const dashboard = await passlink.startDashboard()
  const listening = await listen(dashboard)
  await eventually(() => expect(listening.events[0]?.event).toBe('figures'))
  const answer = await fetch(`http://127.0.0.1:${dashboard.port}/logout`, {
    method: 'POST',
    headers: { cookie },
    redirect: 'manual',
  })
  expect(answer.status).toBe(303)
  await eventually(() => expect(listening.events.at(-1)).toEqual({ event: 'ended', data: '' }), withinMs)
  await listening.ended
  const again = await listen(dashboard)
  expect(again.status).toBe(401)
})

test('it ends with a session that an admin ends, and with one that was not used, for looking is no use', async () => {
  const dashboard = await passlink.startDashboard()
  const { db, sql } = passlink.database
  const ended = await listen(dashboard)
  await eventually(() => expect(ended.events).toHaveLength(1))
  const { id } = (await sql`select encode(id_hash, 'hex') as id from operator_sessions`)[0] as { id: string }
  await endSession(db, id, { operator: 'admin', address: '' })
  await ended.ended
  expect(ended.events.at(-1)?.event).toBe('ended')

  cookie = await startSessionOf(passlink.database, 'viewer')
  const unused = await listen(dashboard)
  await eventually(() => expect(unused.events).toHaveLength(1))
  // So that a use would be marked, which is done to the minute.
  await sql`update operator_sessions set seen_at = now() - interval '29 minutes'`
  const marked = (await sessionOf())?.seen_at
  await eventually(() => expect(unused.events.length).toBeGreaterThan(1), withinMs)
  expect((await sessionOf())?.seen_at).toEqual(marked)
  await sql`update operator_sessions set seen_at = now() - interval '31 minutes'`
  await unused.ended
  expect(unused.events.at(-1)?.event).toBe('ended')
}, 60_000)

test('it ends when the dashboard stops, which does not wait for those who look', async () => {
  const dashboard = await passlink.startDashboard()
  const listening = await listen(dashboard)
  await eventually(() => expect(listening.events).toHaveLength(1))
  const startedAt = performance.now()
  await dashboard.stop()
  await listening.ended
  expect(performance.now() - startedAt).toBeLessThan(4_000)
})

test('while the database is away it says so and goes on', async () => {
  const gate = await openGate(passlink.database.url)
  onTestFinished(() => gate.shut())
  passlink.environment.DATABASE_URL = gate.url
  const dashboard = await passlink.startDashboard()
  const listening = await listen(dashboard)
  const last = () => listening.events.at(-1)?.event
  await eventually(() => expect(last()).toBe('figures'))
  await gate.shut()
  await eventually(() => expect(last()).toBe('away'), withinMs)
  await gate.open()
  await setPause(
    passlink.database.db,
    { scope: 'mail', reason: 'x', end: null },
    { operator: 'x', address: '' },
  )
  await eventually(() => expect(lastText(listening)).toContain('all mails: x'), 30_000)
}, 60_000)

test('an operator can look ten times, and again after leaving', async () => {
  const dashboard = await passlink.startDashboard()
  const all = await Promise.all(Array.from({ length: 10 }, () => listen(dashboard)))
  expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200]))
  const refused = await listen(dashboard)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10'])
  const another = await listen(dashboard, { cookie: await startSessionOf(passlink.database, 'operator') })
  expect(another.status).toBe(200)
  all[0]?.leave()
  await eventually(async () => expect((await listen(dashboard)).status).toBe(200))
})

test('nobody listens without a session, and scripts do with the password', async () => {
  const dashboard = await passlink.startDashboard()
  expect((await listen(dashboard, {})).status).toBe(401)
  const answer = await askDashboard(dashboard, '/live')
  expect(answer.status).toBe(200)
  await answer.body?.cancel()
})
