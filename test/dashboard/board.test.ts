import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { askDashboard } from '../operator.ts'
import { askForLink, backends, createPasslink, type Passlink } from '../passlink.ts'

type Job = { id: string; data: unknown; failedReason?: string; stacktrace: string[] }
type Listing = { queues: { name: string; counts: Record<string, number>; jobs: Job[] }[] }

async function list(dashboard: { port: number }, status: string): Promise<Listing> {
  const response = await askDashboard(dashboard, `/queues/api/queues?activeQueue=deliveries&status=${status}`)
  expect(response.status).toBe(200)
  return (await response.json()) as Listing
}

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  afterEach(() => passlink?.stop())

  test.runIf(available)('the board lists waiting deliveries with only their ids', async () => {
    passlink = await createPasslink(backend)
    const [api, dashboard] = await Promise.all([passlink.startApi(), passlink.startDashboard()])
    await askForLink(api, await passlink.issuer.token('alice'))
    const [delivery] = await passlink.database.sql`select id from deliveries`
    await eventually(async () => {
      const { queues } = await list(dashboard, 'waiting')
      expect(queues).toMatchObject([
        { name: 'deliveries', counts: { waiting: 1, failed: 0 } },
        { name: 'webhooks', counts: { waiting: 0, failed: 0 } },
      ])
      expect(queues[0]?.jobs).toMatchObject([{ id: delivery?.id }])
      expect(queues[0]?.jobs[0]?.data).toEqual({ deliveryId: delivery?.id })
    })
  })

  test.runIf(available)(
    'whoever looks at the board reads a page of a queue, however much they ask for',
    async () => {
      passlink = await createPasslink(backend)
      const dashboard = await passlink.startDashboard()
      const jobs = Array.from({ length: 101 }, () => ({ deliveryId: randomUUID(), dueInMs: 0 }))
      await passlink.openQueue().enqueue(jobs)
      const read = async (more: string) => (await list(dashboard, `waiting${more}`)).queues[0]
      for (const name of ['jobsPerPage', 'jobs%50erPage']) {
        const read100 = await read(`&${name}=1000000`)
        expect([read100?.counts.waiting, read100?.jobs.length]).toEqual([101, 100])
      }
      expect((await read('&jobsPerPage=1000000&page=99999999999999999999'))?.jobs).toEqual([])
    },
  )

  test.runIf(available)('the board lists a dead delivery with the reason, without an address', async () => {
    passlink = await createPasslink(backend)
    passlink.relay.script.rcpt.push('550 5.1.1 <alice@acme.example>: no such person')
    const [api, dashboard] = await Promise.all([
      passlink.startApi(),
      passlink.startDashboard(),
      passlink.startWorker(),
    ])
    await askForLink(api, await passlink.issuer.token('alice'))
    await eventually(async () => {
      const { queues } = await list(dashboard, 'failed')
      expect(queues[0]?.jobs).toMatchObject([{ failedReason: expect.stringContaining('550 5.1.1') }])
      expect(JSON.stringify(queues)).not.toMatch(/@acme|Alice/i)
    })
  })
})
