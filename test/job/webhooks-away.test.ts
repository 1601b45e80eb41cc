import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { createLogLines } from '../log-lines.ts'
import { metricsOf } from '../metrics-of.ts'
import { backends, createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { startWebhookReceiver, type WebhookReceiver } from '../servers/webhook-receiver.ts'

const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
const total = 30

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  let lines: string[]
  let receiver: WebhookReceiver
  let settings: Record<string, string>
  beforeEach(async () => {
    const logged = createLogLines()
    lines = logged.lines
    passlink = await createPasslink(backend, logged.log)
    receiver = await startWebhookReceiver()
    settings = { WEBHOOK_URL: receiver.url, WEBHOOK_SECRET: secret, WORKER_CONCURRENCY: '2' }
  })
  afterEach(async () => {
    await passlink?.stop()
    await receiver?.stop()
  })

  async function requestLinks(count: number) {
    const api = await passlink.startApi()
    await Promise.all(Array.from({ length: count }, () => requestLinkForAlice(passlink, api)))
  }
  const startTwoWorkers = () => Promise.all([passlink.startWorker(settings), passlink.startWorker(settings)])
  const attempts = async () =>
    (
      await passlink.database.sql`
        select from attempts join deliveries on id = delivery_id where kind = 'webhook'`
    ).length
  const endpoint = async () =>
    (
      await passlink.database.sql`
        select away_until is not null as away, pauses, away_until > now() + interval '60 s' as long
        from relays where name = ${`webhook:127.0.0.1:${receiver.port}`}`
    )[0]
  // Until then a worker still posts.
  const hasLearnedOfAbsence = (worker: { metricsPort: number }) =>
    eventually(async () =>
      expect(await metricsOf(worker)).toMatch(/^passlink_relay_away{relay="webhook:.*} 1$/m),
    )
  const webhooksThatAre = (status: string) =>
    passlink.database
      .sql`select id, dead_reason from deliveries where kind = 'webhook' and status = ${status}`
  const areThere = (kind: string, status: string, count: number) =>
    eventually(
      async () =>
        expect(
          await passlink.database.sql`select from deliveries where kind = ${kind} and status = ${status}`,
        ).toHaveLength(count),
      20_000,
    )

  test.runIf(available)(
    'while the endpoint is away only probes are attempts, no mail waits, and all webhooks arrive once it is back',
    async () => {
      await receiver.stop()
      await startTwoWorkers()
      await requestLinks(3)
      await eventually(async () => expect(await endpoint()).toMatchObject({ away: true }))
      const before = await attempts()
      const { pauses: pausesBefore } = (await endpoint()) as { pauses: number }
      await requestLinks(total - 3)
      await areThere('link', 'sent', total)
      await eventually(async () =>
        expect((await endpoint())?.pauses).toBeGreaterThanOrEqual(pausesBefore + 3),
      )
      const pauses = (await endpoint())?.pauses as number
      // The attempts of each worker before it learns that the endpoint is away, and one for each probe.
      expect((await attempts()) - before).toBeLessThanOrEqual(4 + pauses - pausesBefore + 1)

      receiver = await startWebhookReceiver(receiver.port)
      await areThere('webhook', 'sent', total)
      expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(total)
      expect(await endpoint()).toMatchObject({ away: false })
    },
  )

  test.runIf(available)(
    'webhooks that fail together with the endpoint are sent within seconds of its return, but for the two that failed before it was away',
    async () => {
      const inFlight = 20
      const allAreThere = () =>
        eventually(() => expect(receiver.received.length).toBeGreaterThanOrEqual(inFlight))
      receiver.usual = () => allAreThere().then(() => ({ status: 500 }))
      Object.assign(settings, { WORKER_CONCURRENCY: '10', RETRY_SCHEDULE: '1h' })
      await startTwoWorkers()
      await requestLinks(inFlight)
      await eventually(async () => expect(await endpoint()).toMatchObject({ away: true }))
      receiver.usual = () => ({ status: 204 })
      await eventually(
        async () => expect((await webhooksThatAre('sent')).length).toBeGreaterThanOrEqual(inFlight - 2),
        20_000,
      )
      expect(await endpoint()).toMatchObject({ away: false })
    },
  )

  test.runIf(available).each([
    [429, 'seconds', (at: number) => String(Math.ceil((at - Date.now()) / 1_000))],
    [503, 'a date', (at: number) => new Date(at).toUTCString()],
  ] as const)(
    'an endpoint that answers %i and names %s gets no webhook until then',
    async (status, _, retryAfter) => {
      const early = new Set<unknown>()
      const intruders: unknown[] = []
      let at = 0
      receiver.usual = ({ headers }) => {
        if (early.size === 3 && Date.now() >= at) return { status: 204 }
        if (early.size === 3) intruders.push(headers['webhook-id'])
        else {
          early.add(headers['webhook-id'])
          // A date has whole seconds.
          at = Math.ceil((Date.now() + 2_000) / 1_000) * 1_000
        }
        return { status, headers: { 'retry-after': retryAfter(at) } }
      }
      await passlink.startWorker({ ...settings, WORKER_CONCURRENCY: '1' })
      await requestLinks(10)
      await areThere('webhook', 'sent', 10)
      expect(intruders).toEqual([])
    },
  )

  test.runIf(available)('an endpoint is left alone until the date that it names', async () => {
    const at = new Date(Date.now() + 300_000).toUTCString()
    receiver.usual = () => ({ status: 503, headers: { 'retry-after': at } })
    await startTwoWorkers()
    await requestLinks(10)
    await eventually(async () => expect(await endpoint()).toMatchObject({ away: true, long: true }))
    await areThere('link', 'sent', 10)
    expect(receiver.received.length).toBeLessThanOrEqual(3 + 4)
  })

  test.runIf(available)(
    'an endpoint that answers 410 is asked every 15 minutes with one webhook, which ends dead; the others wait',
    async () => {
      receiver.usual = () => ({ status: 410 })
      const workers = await startTwoWorkers()
      await requestLinks(total)
      await eventually(async () => expect(await endpoint()).toMatchObject({ away: true, long: true }))
      await areThere('link', 'sent', total)
      const allEndedDead = () =>
        eventually(async () => expect(await webhooksThatAre('dead')).toHaveLength(receiver.received.length))
      for (const worker of workers) await hasLearnedOfAbsence(worker)
      await allEndedDead()
      const before = receiver.received.length
      expect(before).toBeLessThanOrEqual(3 + 4)

      await passlink.database.sql`update relays set away_until = now() where name like 'webhook:%'`
      await eventually(() => expect(receiver.received).toHaveLength(before + 1))
      await eventually(async () => expect(await endpoint()).toMatchObject({ away: true, long: true }))
      await allEndedDead()
      expect(receiver.received).toHaveLength(before + 1)
    },
  )

  test.runIf(available)(
    'a webhook that always fails does not stop the others, nor make the endpoint look away',
    async () => {
      let poisoned: unknown
      receiver.usual = ({ headers }) => {
        poisoned ??= headers['webhook-id']
        return { status: headers['webhook-id'] === poisoned ? 500 : 204 }
      }
      await startTwoWorkers()
      await requestLinks(10)
      await areThere('webhook', 'sent', 9)
      const ofPoisoned = () => receiver.received.filter(({ headers }) => headers['webhook-id'] === poisoned)
      const before = ofPoisoned().length
      await eventually(() => expect(ofPoisoned().length).toBeGreaterThan(before + 5))
      expect((await endpoint())?.away).not.toBe(true)
    },
  )

  test.runIf(available)(
    'the first 401, 404 and 410 after an acceptance are each warned of once',
    async () => {
      const reply = (status: number) => ({ status })
      receiver.script.push(...[401, 404, 401, 404, 204, 401, 410].map(reply))
      await passlink.startWorker({ ...settings, WORKER_CONCURRENCY: '1' })
      const warned = () =>
        lines
          .map(line => JSON.parse(line))
          .flatMap(({ level, status }) => (level === 40 && status ? [status] : []))
      await requestLinks(5)
      await eventually(() => expect(receiver.script).toEqual([]))
      await eventually(() => expect(warned()).toEqual([401, 404, 401, 410]))
    },
  )
})
