import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { backends, createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { deliveriesThatAre } from '../records.ts'

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  afterEach(() => passlink?.stop())

  async function requestLinks(count: number) {
    const api = await passlink.startApi()
    await Promise.all(Array.from({ length: count }, () => requestLinkForAlice(passlink, api)))
  }

  test.runIf(available)('all workers together stay within a relay’s rate', async () => {
    passlink = await createPasslink(backend)
    const { relay, database } = passlink
    const rate = { RELAY_RATE: '20/1s' }
    await Promise.all([passlink.startWorker(rate), passlink.startWorker(rate)])
    const startedAt = performance.now()
    await requestLinks(30)
    await deliveriesThatAre('sent', 30, database)
    expect(relay.mails).toHaveLength(30)
    // The thirtieth mail is due 29 intervals after the first.
    expect(performance.now() - startedAt).toBeGreaterThan(29 * 50)
  })

  // A timer of Node for longer than 24.8 days ends at once.
  test.runIf(available).each([
    ['1/1h', '2 hours'],
    ['1/366d', '732 days'],
  ])(
    'mails wait for the rate of %s, and a worker that is stopped meanwhile ends at once',
    async (rate, two) => {
      passlink = await createPasslink(backend)
      const { relay, database } = passlink
      const worker = await passlink.startWorker({ RELAY_RATE: rate })
      await requestLinks(3)
      await eventually(async () => {
        expect(relay.mails).toHaveLength(1)
        const reserved = await database.sql`select from relays where next_send_at > now() + ${two}::interval`
        expect(reserved).toHaveLength(1)
      })
      await worker.stop()
      expect(await database.sql`select status from deliveries order by status`).toEqual([
        { status: 'queued' },
        { status: 'queued' },
        { status: 'sent' },
      ])
    },
  )
})
