import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { figureOf, metricsOf } from '../metrics-of.ts'
import { backends, createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { deliveryId } from '../queue.ts'
import { startWebhookReceiver, type WebhookReceiver } from '../servers/webhook-receiver.ts'

const total = 10

describe.each(backends)(
  'while the endpoint is away, with the queue in $backend',
  ({ backend, available }) => {
    let passlink: Passlink
    let receiver: WebhookReceiver
    let settings: Record<string, string>
    let name: string
    beforeEach(async () => {
      passlink = await createPasslink(backend)
      receiver = await startWebhookReceiver()
      settings = {
        WEBHOOK_URL: receiver.url,
        WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
      }
      name = `webhook:127.0.0.1:${receiver.port}`
      const health = { failed: [], deferred: [], absences: 1, reason: 'failing', answers: ['answered 500'] }
      await passlink.database.sql`
      insert into relays (name, pauses, away_until, health)
      values (${name}, 1, now() + interval '1 hour', ${JSON.stringify(health)}::text::jsonb)`
    })
    afterEach(async () => {
      await passlink?.stop()
      await receiver?.stop()
    })

    const startWorker = (more: Record<string, string> = {}) => passlink.startWorker({ ...settings, ...more })
    const endPause = () => passlink.database.sql`update relays set away_until = now() where name = ${name}`
    async function requestLinks(count: number) {
      const api = await passlink.startApi()
      await Promise.all(Array.from({ length: count }, () => requestLinkForAlice(passlink, api)))
    }
    const areThere = (kind: string, status: string, count: number) =>
      eventually(async () => {
        const rows = await passlink.database.sql`
        select dead_reason as reason from deliveries where kind = ${kind} and status = ${status}`
        expect(rows).toHaveLength(count)
        return rows
      })
    const jobs = async (counts: Record<string, number>) => {
      const bull = await passlink.openQueue('webhooks').bull()
      await eventually(async () => expect(await bull.getJobCounts()).toMatchObject(counts))
    }
    const attempts = () => passlink.database.sql`
    select delivery_id as id, outcome, detail from attempts join deliveries on id = delivery_id
    where kind = 'webhook' order by started_at`

    test.runIf(available)(
      'waiting webhooks hold the slots of their own queue, and no mail waits for them',
      async () => {
        await startWorker({ WORKER_CONCURRENCY: '2' })
        await requestLinks(total)
        await areThere('link', 'sent', total)
        await jobs({ active: 2, waiting: total - 2 })
        expect(receiver.received).toEqual([])
      },
    )

    test.runIf(available)(
      'the metric says so, until the row of the endpoint is deleted: then all webhooks are sent',
      async () => {
        const worker = await startWorker()
        const isAway = (away: 0 | 1) =>
          eventually(async () =>
            expect(await metricsOf(worker)).toContain(`\npasslink_relay_away{relay="${name}"} ${away}\n`),
          )
        await requestLinks(total)
        await jobs({ active: total })
        await isAway(1)
        await passlink.database.sql`delete from relays where name = ${name}`
        await areThere('webhook', 'sent', total)
        await isAway(0)
      },
    )

    test.runIf(available)(
      'webhooks end dead at their deadline without an attempt, for a reason that names the trouble, and are counted',
      async () => {
        const workers = await Promise.all([1, 2].map(() => startWorker({ WEBHOOK_DEADLINE: '2s' })))
        await requestLinks(total)
        const dead = await areThere('webhook', 'dead', total)
        const reason =
          'the deadline passed before the webhook could be sent: the endpoint is away: answered 500'
        expect(dead).toEqual(Array(total).fill({ reason }))
        expect(await attempts()).toEqual([])
        for (const series of [
          'passlink_expired_total',
          'passlink_dead_total{kind="webhook",cause="deadline"}',
        ])
          await eventually(async () => {
            const counts = await Promise.all(
              workers.map(async worker => figureOf(await metricsOf(worker), series) ?? 0),
            )
            expect(counts.reduce((sum, count) => sum + count)).toBe(total)
          })
      },
    )

    test.runIf(available)(
      'the webhook that has waited longest is the probe, and one that fails keeps its schedule and is behind the others',
      async () => {
        await startWorker()
        await requestLinks(1)
        await jobs({ active: 1 })
        await requestLinks(1)
        await jobs({ active: 2 })
        receiver.script.push({ status: 500 })
        await endPause()
        await areThere('webhook', 'sent', 2)
        const [first, second] = receiver.received.map(({ headers }) => headers['webhook-id'])
        expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([first, second, first])
        expect(await attempts()).toEqual([
          { id: first, outcome: 'not_sent', detail: 'answered 500' },
          { id: second, outcome: 'accepted', detail: 'answered 204' },
          { id: first, outcome: 'accepted', detail: 'answered 204' },
        ])
      },
    )

    test.runIf(available)(
      'a probe that is not used, because its delivery cannot be claimed, is given to the next webhook at once',
      async () => {
        await eventually(() =>
          passlink.openQueue('webhooks').enqueue([{ deliveryId: deliveryId(1), dueInMs: 0 }]),
        )
        await startWorker()
        await jobs({ active: 1 })
        await requestLinks(1)
        await jobs({ active: 2 })
        await endPause()
        await areThere('webhook', 'sent', 1)
      },
    )
  },
)
