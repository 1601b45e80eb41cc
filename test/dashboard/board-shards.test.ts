import { expect, inject, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { askDashboard } from '../operator.ts'
import { createPasslink } from '../passlink.ts'
import { deliveryId } from '../queue.ts'
import { type RedisServer, startRedis } from '../servers/redis.ts'

type Listing = { queues: { name: string; displayName?: string; counts: { waiting: number } }[] }

test.runIf(inject('redisUrl'))(
  'the board shows the queues of each shard that can be reached, and changes a job on the shard where it is',
  async () => {
    const servers = [await startRedis(), await startRedis()] as const
    for (const server of servers) onTestFinished(server.stop)
    const passlink = await createPasslink({ redisUrl: servers.map(({ url }) => url).join() })
    onTestFinished(passlink.stop)
    const dashboard = await passlink.startDashboard()
    const queue = passlink.openQueue()
    await eventually(queue.ping)
    const ids = Array.from({ length: 20 }, (_, number) => deliveryId(number))
    await eventually(() => queue.enqueue(ids.map(id => ({ deliveryId: id, dueInMs: 0 }))))

    const nameOn = ({ port }: RedisServer, queue: string) => `127.0.0.1-${port}~${queue}`
    async function list() {
      const path = `/queues/api/queues?activeQueue=${nameOn(servers[0], 'deliveries')}&status=latest&page=1`
      const response = await askDashboard(dashboard, path)
      expect(response.status).toBe(200)
      return ((await response.json()) as Listing).queues
    }
    const shown = await eventually(list)
    expect(shown.map(({ name }) => name)).toEqual(
      ['deliveries', 'webhooks'].flatMap(queue => servers.map(server => nameOn(server, queue))),
    )
    expect(shown[1]?.displayName).toBe(`deliveries on 127.0.0.1:${servers[1].port}`)
    const waiting = shown.map(({ counts }) => counts.waiting)
    expect((waiting[0] ?? 0) + (waiting[1] ?? 0)).toBe(ids.length)

    const second = (await queue.bulls())[1]?.bull
    const [job] = (await second?.getWaiting()) ?? []
    const clean = `/queues/api/queues/${nameOn(servers[1], 'deliveries')}/${job?.id}/clean`
    expect((await askDashboard(dashboard, clean, { method: 'PUT' })).status).toBeLessThan(300)
    expect(await second?.getWaitingCount()).toBe((waiting[1] ?? 0) - 1)

    await servers[1].stop()
    await eventually(async () =>
      expect((await list()).map(({ name }) => name)).toEqual(
        ['deliveries', 'webhooks'].map(queue => nameOn(servers[0], queue)),
      ),
    )
  },
)
