import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { askDashboard } from '../operator.ts'
import {
  backends,
  createPasslink,
  type Passlink,
  requestLinkForAlice,
  startAndRequestLink,
} from '../passlink.ts'
import { startWebhookReceiver, type WebhookReceiver } from '../servers/webhook-receiver.ts'

const secret = (byte: number) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`
const [current, next] = [secret(1), secret(2)]

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  let receiver: WebhookReceiver
  let settings: Record<string, string>
  beforeEach(async () => {
    passlink = await createPasslink(backend)
    receiver = await startWebhookReceiver()
    settings = { WEBHOOK_URL: receiver.url, WEBHOOK_SECRET: `${current},${next}` }
  })
  afterEach(async () => {
    await passlink?.stop()
    await receiver?.stop()
  })

  const webhookStatuses = () =>
    passlink.database.sql`select status, dead_reason from deliveries where kind = 'webhook'`
  const outcomes = async () =>
    (
      await passlink.database.sql`
        select outcome, detail from attempts join deliveries on id = delivery_id where kind = 'webhook' order by number`
    ).map(({ outcome, detail }) => `${outcome}: ${detail}`)

  test.runIf(available)('a sent mail has a webhook, signed with each secret', async () => {
    await startAndRequestLink(passlink, settings)
    await eventually(() => expect(receiver.received).toHaveLength(1))
    const { headers, body } = receiver.received[0] as (typeof receiver.received)[number]
    for (const key of [current, next])
      expect(new Webhook(key).verify(body, headers as Record<string, string>)).toMatchObject({
        type: 'delivery.sent',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        data: { deliveryId: expect.any(String) },
      })
    expect(() => new Webhook(secret(3)).verify(body, headers as Record<string, string>)).toThrow()
    const [webhook] = await passlink.database.sql`select id from deliveries where kind = 'webhook'`
    expect(headers['webhook-id']).toBe(webhook?.id)
    expect(body).not.toContain('alice@')
    await eventually(async () => expect(await webhookStatuses()).toMatchObject([{ status: 'sent' }]))
  })

  test.runIf(available)('a dead mail has a webhook with the reason', async () => {
    passlink.relay.script.rcpt.push('550 5.1.1 no such mailbox')
    await startAndRequestLink(passlink, settings)
    await eventually(() => expect(receiver.received).toHaveLength(1))
    expect(JSON.parse(receiver.received[0]?.body as string)).toMatchObject({
      type: 'delivery.dead',
      data: { reason: 'rejected: 550 5.1.1 no such mailbox' },
    })
  })

  test.runIf(available)('a webhook that fails is sent again with the same id', async () => {
    receiver.script.push({ status: 500 }, { status: 302, headers: { location: receiver.url } }, 'drop')
    await startAndRequestLink(passlink, settings)
    await eventually(async () => expect(await webhookStatuses()).toMatchObject([{ status: 'sent' }]))
    expect(await outcomes()).toEqual([
      'deferred: answered 500',
      'deferred: answered 302',
      expect.stringMatching(/^deferred: could not be reached \((UND_ERR_SOCKET|ECONNRESET)\)$/),
      'accepted: answered 204',
    ])
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  })

  test.runIf(available)('a webhook that is answered 410 ends dead', async () => {
    receiver.script.push({ status: 410 })
    await startAndRequestLink(passlink, settings)
    await eventually(async () =>
      expect(await webhookStatuses()).toEqual([
        { status: 'dead', dead_reason: 'rejected: answered 410: it wants no more' },
      ]),
    )
  })

  test.runIf(available)(
    'a dead webhook is shown as a webhook, and sent again when it is redriven',
    async () => {
      receiver.script.push({ status: 410 })
      await startAndRequestLink(passlink, settings)
      await eventually(async () => expect(await webhookStatuses()).toMatchObject([{ status: 'dead' }]))
      const [{ id } = {}] = await passlink.database.sql`select id from deliveries where kind = 'webhook'`
      const dashboard = await passlink.startDashboard()
      const page = await (await askDashboard(dashboard, `/dead-letters/${id}`)).text()
      expect(page).toContain('a webhook')
      expect(page).toContain(`/queues/queue/webhooks/${id}`)
      expect(await (await askDashboard(dashboard, '/dead-letters')).text()).toContain('· webhook')

      const body = new URLSearchParams({ id, back: 'delivery' })
      expect((await askDashboard(dashboard, '/dead-letters/redrive', { method: 'POST', body })).status).toBe(
        303,
      )
      await eventually(async () => expect(await webhookStatuses()).toMatchObject([{ status: 'sent' }]))
      expect(receiver.received).toHaveLength(2)
      expect(passlink.relay.mails).toHaveLength(1)
    },
  )

  test.runIf(available)('a webhook ends dead if its last try is deferred beyond the deadline', async () => {
    const inTwoHours = { status: 429, headers: { 'retry-after': '7200' } }
    receiver.script.push(inTwoHours, inTwoHours)
    await startAndRequestLink(passlink, { ...settings, WEBHOOK_DEADLINE: '6s' })
    await eventually(async () =>
      expect(await webhookStatuses()).toEqual([
        {
          status: 'dead',
          dead_reason: 'the deadline comes before the next try: answered 429, retry after 7200 seconds',
        },
      ]),
    )
  })

  test.runIf(available)('webhooks do not wait for relays that are away', async () => {
    passlink.relay.script.rcpt.push('550 5.1.1 no such mailbox')
    receiver.script.push({ status: 503 })
    const worker = await startAndRequestLink(passlink, settings)
    await eventually(() => expect(receiver.received).toHaveLength(1))
    await worker.stop()
    await passlink.relay.stop()
    const name = `127.0.0.1:${passlink.relay.port}`
    await passlink.database.sql`
      insert into relays (name, away_until) values (${name}, now() + interval '1 hour')
      on conflict (name) do update set away_until = excluded.away_until`
    await requestLinkForAlice(passlink, await passlink.startApi())
    await passlink.startWorker(settings)
    await eventually(() => expect(receiver.received).toHaveLength(2))
  })

  test.runIf(available)(
    'webhooks that were turned off in the meantime end dead with that reason',
    async () => {
      receiver.script.push({ status: 503 })
      const worker = await startAndRequestLink(passlink, settings)
      await eventually(() => expect(receiver.received).toHaveLength(1))
      await worker.stop()
      await passlink.startWorker()
      await eventually(async () =>
        expect(await webhookStatuses()).toEqual([
          { status: 'dead', dead_reason: 'rejected: webhooks are turned off' },
        ]),
      )
    },
  )
})
