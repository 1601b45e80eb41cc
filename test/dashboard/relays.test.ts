import { reportServers } from '@passlink/store'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { createCookieBrowser } from '../cookie-browser.ts'
import { eventually } from '../eventually.ts'
import { startSessionOf } from '../operator.ts'
import { createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { deliveryThatIs } from '../records.ts'
import { startTestRelay } from '../servers/relay.ts'
import { textOf } from './events.ts'

let passlink: Passlink
let host: string
beforeEach(async () => {
  passlink = await createPasslink('postgres')
  host = `127.0.0.1:${(await passlink.startDashboard()).port}`
})
afterEach(() => passlink?.stop())

async function browserOf(role: 'viewer' | 'operator') {
  const browser = createCookieBrowser()
  const [name = '', value = ''] = (await startSessionOf(passlink.database, role)).split('=')
  browser.set(host, name, value)
  return browser
}

/** What the page says of each relay and endpoint. */
const cards = (html: string) =>
  Object.fromEntries(
    [...html.matchAll(/<section class="relay" aria-label="([^"]+)">([\s\S]*?)<\/section>/g)].map(
      ([, name = '', inner = '']) => [name, textOf(inner)],
    ),
  )

const audited = () => passlink.database.sql`
  select operator, action, subject, details - 'name' as details from audit where action <> 'session.started' order by sequence`

/** Makes a server away for a quarter of an hour. */
const makeAway = (server: string) =>
  reportServers(
    passlink.database.db,
    ['a', 'b', 'c'].map(subject => ({
      server,
      report: { kind: 'failed', subject, answer: `421 4.3.2 <no> to ${subject}`, pauseMs: 900_000 } as const,
    })),
  )

test('the page has the state of each relay and endpoint, why, and how its last hour went', async () => {
  const api = await passlink.startApi()
  await passlink.startWorker({ RELAY_RATE: '600/60s', CLAIM_LEASE: '20s' })
  await requestLinkForAlice(passlink, api)
  await deliveryThatIs('sent', passlink.database)
  await makeAway('away.example:587')
  await makeAway('webhook:app.example')
  await passlink.database.sql`
    update relays set health = jsonb_set(health, '{awaySince}', to_jsonb((health ->> 'awaySince')::float8 - 200000))
    where name = 'away.example:587'`
  const { html, status } = await (await browserOf('viewer')).go(`http://${host}/relays`)
  expect(status).toBe(200)
  const relay = `127.0.0.1:${passlink.relay.port}`
  expect(cards(html)).toEqual({
    [relay]: expect.stringMatching(
      /works State works Rate 600\/1m , to which the worker that started last is set Sent 1 in the last minute, 1 in the last hour Attempts in the last hour 1 accepted They took \d.* \(p50\), \d.* \(p95\)$/,
    ),
    'away.example:587': expect.stringMatching(
      /^away\.example:587 away State away since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d , for [3-9] min( \d+ s)?: several mails .* Next probe in 1\d min.* Rate no limit is known Sent 0 .* Attempts in the last hour none .*421 4\.3\.2 &lt;no&gt; to c 421 .* to b 421 .* to a$/,
    ),
    'app.example': expect.stringMatching(/away since .* for \d.*: several webhooks in a row failed/),
  })
  expect(html).toContain('Attempts are counted at deliveries that were recorded in the last two hours.')
  expect(html).not.toMatch(/Pause|Probe now/)
})

test('pausing from the page stops mails, is above every page and in the audit, and resuming sends them', async () => {
  const operator = await browserOf('operator')
  const page = await operator.send(`http://${host}/pauses/set`, {
    scope: 'mail',
    reason: ' the relay moves ',
    until: '2h',
  })
  expect([page.status, page.url.pathname]).toEqual([200, '/relays'])
  expect(textOf(page.html)).toMatch(/Paused: all mails by Ada operator since .* until .*: the relay moves/)
  expect(page.text).toContain('Resume all mails')

  const api = await passlink.startApi()
  await passlink.startWorker()
  await requestLinkForAlice(passlink, api)
  const relays = async () => (await operator.go(`http://${host}/`)).text
  await eventually(async () => expect(await relays()).toContain('1 link queued'))
  expect(passlink.relay.mails).toEqual([])

  const after = await operator.send(`http://${host}/pauses/end`, { scope: 'mail' })
  expect(after.url.pathname).toBe('/relays')
  expect(after.html).not.toContain('Paused: all mails')
  await eventually(() => expect(passlink.relay.mails).toHaveLength(1))
  const line = { operator: 'operator-1', subject: null }
  expect(await audited()).toEqual([
    {
      ...line,
      action: 'pause.set',
      details: { scope: 'mail', reason: 'the relay moves', endsAt: expect.any(String) },
    },
    {
      ...line,
      action: 'pause.ended',
      details: { scope: 'mail', reason: 'the relay moves', since: expect.any(String) },
    },
  ])
})

test('the form of a pause has what it is now, marks what is invalid, and keeps what was written', async () => {
  const operator = await browserOf('operator')
  const form = await operator.go(`http://${host}/pauses/set?scope=relay:SMTP.example:587`)
  expect(form.text).toContain('Pause relay smtp.example:587')
  expect(form.text).toContain('Other relays take its mails')
  const set = { scope: 'relay:smtp.example:587', reason: 'it <moves>', until: 'tomorrow' }
  const refused = await operator.send(`http://${host}/pauses/set`, set)
  expect(refused.status).toBe(400)
  expect(refused.html).toMatch(
    /name="until" value="tomorrow"[^>]* aria-invalid="true" aria-describedby="until-problem"/,
  )
  const over = { ...set, until: '2020-01-01T00:00:00Z' }
  expect((await operator.send(`http://${host}/pauses/set`, over)).text).toContain('must be a time to come')
  for (const until of ['0000-01-01T00:00:00Z', '9999-12-31T23:00:00-01:00', '+010000-01-01T00:00:00Z']) {
    const never = await operator.send(`http://${host}/pauses/set`, { ...set, until })
    expect([never.status, never.text]).toEqual([400, expect.stringContaining('must be a time to come')])
  }
  expect(await audited()).toEqual([])

  const page = await operator.send(`http://${host}/pauses/set`, { ...set, until: '' })
  expect(cards(page.html)['smtp.example:587']).toContain('paused')
  const again = await operator.go(`http://${host}/pauses/set?scope=${set.scope}`)
  expect(again.text).toContain('Change the pause of relay smtp.example:587')
  expect(again.html).toContain('name="reason" value="it &lt;moves&gt;"')
})

test.each(['', 'mails', 'relay:x', 'organization:\0'])('a pause of %j is refused', async scope => {
  const operator = await browserOf('operator')
  for (const path of ['set', 'end'])
    expect((await operator.send(`http://${host}/pauses/${path}`, { scope, reason: 'x' })).status).toBe(400)
  const unknown = { scope: 'organization:nobody', reason: 'x' }
  expect((await operator.send(`http://${host}/pauses/set`, unknown)).status).toBe(404)
})

test('a relay that is away for long is probed at once when an operator wants it, and is back', async () => {
  const relay = await startTestRelay()
  onTestFinished(() => relay.stop())
  const name = `127.0.0.1:${relay.port}`
  await makeAway(name)
  await passlink.startWorker({ SMTP_URL: relay.url })
  const operator = await browserOf('operator')
  const page = await operator.send(`http://${host}/relays/probe`, { name })
  expect(page.text).toContain('The next worker that looks probes it')
  await eventually(async () => {
    const { html, text } = await operator.go(`http://${host}/relays`)
    expect(cards(html)[name]).toContain('on trial')
    expect(text).not.toContain('The next worker that looks')
  })
  expect(relay.mails).toEqual([])
  expect(await audited()).toEqual([
    { operator: 'operator-1', action: 'probe.requested', subject: name, details: {} },
  ])
  for (const other of [name, 'nobody:25', '\0'])
    expect((await operator.send(`http://${host}/relays/probe`, { name: other })).text).toContain(
      'It is not away',
    )
})
