import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { backends, createPasslink, type Passlink, promiseAlice } from '../passlink.ts'
import { deliveriesThatAre } from '../records.ts'

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  afterEach(() => passlink?.stop())

  async function promiseMany(count: number) {
    const api = await passlink.startApi()
    await Promise.all(Array.from({ length: count }, () => promiseAlice(passlink, api)))
  }

  test.runIf(available)(
    'all workers together keep a relay’s rate, and no attempt begins before its time',
    async () => {
      passlink = await createPasslink(backend)
      const { relay, database } = passlink
      const rate = { RELAY_RATE: '20/1s' }
      await Promise.all([passlink.startWorker(rate), passlink.startWorker(rate)])
      await promiseMany(30)
      await deliveriesThatAre('sent', 30, database)
      expect(relay.mails).toHaveLength(30)
      // Of any eleven in a row the last came at least nine of the ten intervals after the first.
      const [{ shortest_ms } = {}] = await database.sql`
        select min(ms) as shortest_ms from (
          select 1000 * extract(epoch from started_at - lag(started_at, 10) over (order by started_at)) as ms from attempts
        ) as spans`
      expect(Number(shortest_ms)).toBeGreaterThan(450)
    },
  )

  test.runIf(available)('a worker told to stop while a mail waits for its turn ends at once', async () => {
    passlink = await createPasslink(backend)
    const { relay, database } = passlink
    const worker = await passlink.startWorker({ RELAY_RATE: '1/1h' })
    await promiseMany(3)
    await eventually(() => expect(relay.mails).toHaveLength(1))
    await worker.stop()
    expect(await database.sql`select status from deliveries order by status`).toEqual([
      { status: 'queued' },
      { status: 'queued' },
      { status: 'sent' },
    ])
  })
})
