import { setPause } from '@passlink/store'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { createDeadLetter } from '../dead-letters.ts'
import { eventually } from '../eventually.ts'
import { askDashboard, startSessionOf } from '../operator.ts'
import { createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { deliveriesThatAre } from '../records.ts'
import { openGate } from '../servers/gate.ts'
import { textOf } from './events.ts'

let passlink: Passlink
beforeEach(async () => {
  passlink = await createPasslink('postgres')
})
afterEach(() => passlink?.stop())

async function see(dashboard: { port: number }, headers: Record<string, string> = {}) {
  const response = await askDashboard(dashboard, '/', { headers: { accept: 'text/html', ...headers } })
  const html = await response.text()
  const figures = [...html.matchAll(/<section class="figure">([\s\S]*?)<\/section>/g)].map(
    ([, inner = '']) => {
      const name = /<h2>(.*?)<\/h2>/.exec(inner)?.[1] ?? ''
      return [name, textOf(inner.replace(/<h2>.*?<\/h2>/, ''))] as const
    },
  )
  return { status: response.status, html, figures: Object.fromEntries(figures) }
}

test('the figures are those of the mails that were sent, are open and died', async () => {
  const api = await passlink.startApi()
  const worker = await passlink.startWorker()
  for (let n = 0; n < 3; n++) await requestLinkForAlice(passlink, api)
  await deliveriesThatAre('sent', 3, passlink.database)
  passlink.relay.script.rcpt.push('550 5.1.1 no such person')
  await requestLinkForAlice(passlink, api)
  const { sql } = passlink.database
  await eventually(async () =>
    expect(await sql`select from deliveries where status = 'dead'`).toHaveLength(1),
  )
  await worker.stop()
  await requestLinkForAlice(passlink, api)
  const { html, figures, status } = await see(await passlink.startDashboard())
  expect(status).toBe(200)
  expect(figures).toMatchObject({
    'Mails a minute': '3 5 asked for in the last hour; 3 sent in it, of those asked for in the last two',
    'Mails: time to accepted': expect.stringMatching(
      /^\d.* half \(p50\) 95 % \(p95\) took \d.* at most, in the last hour$/,
    ),
    'Oldest open': expect.stringMatching(/^[\d.]+ m?s 1 open, due for .* 1 link queued$/),
    'Dead in 24 hours': expect.stringMatching(
      /^1 1 × rejected: 550 5\.1\.1 no such person All dead letters$/,
    ),
    Relays: expect.stringContaining(`1 of 1 works works 127.0.0.1:${passlink.relay.port}`),
    'Webhooks a minute': '0 0 asked for in the last hour; 0 sent in it, of those asked for in the last two',
    'Webhooks: time to accepted': '– none in the last hour',
    Paused: 'nothing',
  })
  expect(html).toContain('<desc id="mail-sent-description">3 in the last minute, 3 in the busiest</desc>')
  expect(html).toMatch(/As of <time datetime="20\d\d-/)
})

test('what is paused, and a reason that many died of, are shown and lead to more', async () => {
  const { database } = passlink
  for (let n = 0; n < 2; n++) await createDeadLetter(database, { detail: `550 5.7.1 policy no ${n}` })
  const pause = { scope: 'mail', reason: '<b>the relay moves</b>', end: null } as const
  await setPause(database.db, pause, { operator: 'Grace', address: '' })
  const dashboard = await passlink.startDashboard()
  const { html, figures } = await see(dashboard)
  expect(figures.Paused).toBe('1 all mails: &lt;b&gt;the relay moves&lt;/b&gt;')
  const [, group] = /href="(\/dead-letters\?group=[0-9a-f]{16}&amp;since=1d)">2 × /.exec(html) ?? []
  expect(await (await askDashboard(dashboard, group?.replaceAll('&amp;', '&') ?? '')).text()).toContain(
    'policy no 1',
  )
})

test('while the database is away a page says so, and the figures come back with it', async () => {
  const gate = await openGate(passlink.database.url)
  onTestFinished(() => gate.shut())
  passlink.environment.DATABASE_URL = gate.url
  const dashboard = await passlink.startDashboard()
  expect((await see(dashboard)).status).toBe(200)
  await gate.shut()
  await eventually(async () => {
    const { status, html } = await see(dashboard)
    expect([status, html]).toEqual([503, expect.stringContaining('The database does not answer, so nothing')])
    expect(html).toContain('whether anything is paused is not known')
  })
  await gate.open()
  await eventually(async () => expect((await see(dashboard)).status).toBe(200))
})

test('a viewer sees it, and nobody without a session', async () => {
  const { port } = await passlink.startDashboard()
  const cookie = await startSessionOf(passlink.database, 'viewer')
  const ask = (headers: Record<string, string>) =>
    fetch(`http://127.0.0.1:${port}/`, { headers: { accept: 'text/html', ...headers }, redirect: 'manual' })
  expect((await ask({ cookie })).status).toBe(200)
  expect((await ask({})).headers.get('location')).toBe('/login?next=%2F')
})
