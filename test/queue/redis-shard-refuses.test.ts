import { type DeliveryQueue, openQueue } from '@passlink/queue'
import { readDatabaseUrl } from '@passlink/runtime'
import { Redis } from 'ioredis'
import { expect, onTestFinished, test, vi } from 'vitest'
import { eventually } from '../eventually.ts'
import { deliveryId } from '../queue.ts'
import { redisBinary, redisHint, startRedis } from '../servers/redis.ts'

const available = redisBinary() !== undefined
if (!available) console.warn(`\n  SKIPPED: the test of a shard that refuses. ${redisHint}\n`)

const database = readDatabaseUrl('postgres://database.example/unused')
const ids = Array.from({ length: 20 }, (_, number) => deliveryId(number))

test.runIf(available)(
  'the jobs of a shard that answers and takes none are put on the other, and one mark is set until it takes them again',
  async () => {
    const [one, two] = await Promise.all([startRedis(), startRedis()])
    for (const server of [one, two]) onTestFinished(server.stop)
    const [both, first] = [`${one.url},${two.url}`, one.url].map(redisUrl => {
      const queue = openQueue({ database, redisUrl })
      onTestFinished(queue.close)
      return queue
    }) as [DeliveryQueue, DeliveryQueue]
    const admin = new Redis(two.url)
    onTestFinished(() => admin.disconnect())
    await eventually(() => Promise.all([both.ping(), first.ping()]))
    const due = ids.map(id => ({ deliveryId: id, dueInMs: 0 }))
    await both.enqueue(due)
    const onFirst = async () => (await (await first.bull()).getWaiting()).map(({ id }) => id).sort()
    expect((await onFirst()).length).toBeLessThan(ids.length)

    await admin.config('SET', 'maxmemory', '1')
    // As `reconcile` does: a mark that is never read as it was set begins its walk anew each second.
    await eventually(async () => {
      const { mark } = await both.readMark()
      if (mark === null) await both.setMark('whole')
      expect(mark).toBe('whole')
    })
    expect(both.shardsAway()).toEqual({ [`127.0.0.1:${two.port}`]: 'OOM' })
    // Of a queue that nobody asks for a while nothing is known.
    const later = performance.now() + 10_000
    vi.useFakeTimers({ toFake: ['performance'], now: 0 })
    vi.advanceTimersByTime(later)
    const known = both.shardsAway()
    vi.useRealTimers()
    expect(known).toEqual({})
    await both.enqueueMissing(due)
    expect(await onFirst()).toEqual(ids)

    await admin.config('SET', 'maxmemory', '0')
    await eventually(async () => expect((await both.readMark()).mark).toBeNull())
    expect(both.shardsAway()).toEqual({})
  },
)
