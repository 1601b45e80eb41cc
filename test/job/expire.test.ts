import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { backends, createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { deliveryThatIs } from '../records.ts'

const monthMs = 30 * 86_400_000
const overdue = 'the deadline passed before the mail could be sent'

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  afterEach(() => passlink?.stop())

  /** A requested link whose job no worker has taken, and its queue. */
  async function requestWithoutWorker() {
    passlink = await createPasslink(backend)
    passlink.environment.DELIVERY_DEADLINE = '1s'
    const api = await passlink.startApi()
    await requestLinkForAlice(passlink, api)
    const bull = await passlink.openQueue().bull()
    const { id } = await deliveryThatIs('queued', passlink.database)
    await eventually(async () => expect(await bull.getJob(id)).toBeDefined())
    return { bull, id }
  }

  test.runIf(available)('a delivery ends at its deadline even if its queue is paused', async () => {
    const { bull } = await requestWithoutWorker()
    await bull.pause()
    await passlink.startWorker()
    expect(await deliveryThatIs('dead', passlink.database)).toMatchObject({
      dead_reason: overdue,
      attempts: 0,
    })
    await bull.resume()
    await eventually(async () => expect(await bull.getFailedCount()).toBe(1))
    expect(passlink.relay.mails).toEqual([])
  })

  test.runIf(available)('a delivery ends at its deadline even if its job is delayed by a month', async () => {
    const { bull, id } = await requestWithoutWorker()
    await bull.remove(id)
    await bull.add('deliver', { deliveryId: id }, { jobId: id, delay: monthMs })
    await passlink.startWorker()
    expect(await deliveryThatIs('dead', passlink.database)).toMatchObject({
      dead_reason: overdue,
      attempts: 0,
    })
    expect(await bull.getDelayedCount()).toBe(1)
  })

  test.runIf(available)('a delivery that expires has a webhook', async () => {
    const { bull } = await requestWithoutWorker()
    await bull.pause()
    await passlink.startWorker({
      WEBHOOK_URL: 'http://127.0.0.1:9/hook',
      WEBHOOK_SECRET: `whsec_${Buffer.alloc(32).toString('base64')}`,
    })
    await eventually(async () =>
      expect(
        await passlink.database.sql`
          select events.type, data ->> 'reason' as reason from deliveries join events on sequence = event_sequence
          where kind = 'webhook'`,
      ).toEqual([{ type: 'delivery.dead', reason: overdue }]),
    )
  })
})
