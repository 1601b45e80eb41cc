import { generateKeyPairSync, sign } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { claimAll, recordForAlice } from '../deliveries.ts'
import { figureOf, metricsOf } from '../metrics-of.ts'
import { type App, createPasslink, type Passlink } from '../passlink.ts'
import { type Gate, openGate } from '../servers/gate.ts'

const login = 'postmark:a-password-of-many-characters'
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })

let passlink: Passlink
let gate: Gate
let bounces: App & { metricsPort: number }
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  gate = await openGate(passlink.database.url)
  bounces = await passlink.startBounces({
    DATABASE_URL: gate.url,
    CALL_TIMEOUT: '30s',
    POSTMARK_WEBHOOK_LOGIN: login,
    SENDGRID_WEBHOOK_KEY: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  })
})
afterAll(async () => {
  await passlink?.stop()
  await gate?.shut()
})
beforeEach(async () => {
  await passlink.database.sql`delete from links`
  await passlink.database.sql`delete from suppressions`
})
afterEach(() => gate.open())

async function mailedDeliveries(count: number): Promise<string[]> {
  const ids = (await recordForAlice(passlink.database.db, count)).map(({ deliveryId }) => deliveryId)
  await claimAll(passlink.database.db, ids)
  await passlink.database.sql`update deliveries set status = 'sent', sent_at = now(), claimed_until = null`
  return ids
}

const post = (provider: string, body: string, headers: Record<string, string>) =>
  fetch(`http://127.0.0.1:${bounces.port}/v1/reports/${provider}`, { method: 'POST', body, headers })

const bounceOf = (delivery: string) =>
  JSON.stringify({
    RecordType: 'Bounce',
    Type: 'HardBounce',
    Details: 'smtp;550 5.1.1 no such user',
    Email: 'alice@acme.example',
    Metadata: { delivery },
  })
const postmark = (body: string, credentials = login) =>
  post('postmark', body, { authorization: `Basic ${btoa(credentials)}` })

function sendgrid(deliveries: readonly string[]) {
  const events = deliveries.map(delivery => ({ event: 'bounce', status: '5.1.1', reason: 'gone', delivery }))
  const body = JSON.stringify(events)
  const timestamp = String(Math.floor(Date.now() / 1_000))
  const signature = sign('sha256', Buffer.from(timestamp + body), privateKey).toString('base64')
  return post('sendgrid', body, {
    'x-twilio-email-event-webhook-signature': signature,
    'x-twilio-email-event-webhook-timestamp': timestamp,
  })
}

const reported = async () =>
  (await passlink.database.sql`select id from deliveries where reports ? 'bounced' order by id`).map(
    ({ id }) => id,
  )
const suppressed = async () => (await passlink.database.sql`select from suppressions`).length

test('a bounce by webhook is recorded and suppresses the address; the same again changes nothing', async () => {
  const [id = ''] = await mailedDeliveries(1)
  for (const _ of [1, 2]) {
    const response = await postmark(bounceOf(id))
    expect([response.status, await response.json()]).toEqual([200, { reports: 1 }])
  }
  expect(await reported()).toEqual([id])
  expect(await suppressed()).toBe(1)
  const figures = await metricsOf(bounces)
  const count = (result: string) =>
    figureOf(figures, `passlink_reports_total{source="postmark",report="bounced",result="${result}"}`)
  expect([count('recorded'), count('before')]).toEqual([1, 1])
})

test('all bounces of a large batch are recorded in one request', async () => {
  const ids = await mailedDeliveries(200)
  expect((await sendgrid(ids)).status).toBe(200)
  expect(await reported()).toEqual(ids.sort())
})

test('nothing changes by a request that is not the provider’s, cannot be read, or is for no provider', async () => {
  const [id = ''] = await mailedDeliveries(1)
  expect((await postmark(bounceOf(id), `${login}x`)).status).toBe(401)
  expect((await postmark('{')).status).toBe(400)
  expect((await post('sendgrid', bounceOf(id), {})).status).toBe(401)
  expect((await post('mailgun', bounceOf(id), {})).status).toBe(404)
  expect(await reported()).toEqual([])
  expect(await suppressed()).toBe(0)
})

test('a report that cannot be recorded now is to be sent again', async () => {
  const [id = ''] = await mailedDeliveries(1)
  await gate.shut()
  const refused = await postmark(bounceOf(id))
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
  await gate.open()
  expect((await postmark(bounceOf(id))).status).toBe(200)
  expect(await reported()).toEqual([id])
})
