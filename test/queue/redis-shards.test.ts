import { type DeliveryQueue, type DueDelivery, openQueue, QueueAway, startConsumer } from '@passlink/queue'
import { readDatabaseUrl } from '@passlink/runtime'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { deliveryId } from '../queue.ts'
import { type RedisServer, redisBinary, redisHint, startRedis } from '../servers/redis.ts'

const available = redisBinary() !== undefined
if (!available) console.warn(`\n  SKIPPED: the tests of shards. ${redisHint}\n`)

const database = readDatabaseUrl('postgres://database.example/unused')
const due = (id: string) => ({ deliveryId: id, dueInMs: 0 })
const ids = Array.from({ length: 60 }, (_, number) => deliveryId(number))
const options = { concurrency: 5, keepDeadMs: 60_000, lockMs: 5_000, onError: () => {} }

describe.runIf(available)('a queue on two Redis', () => {
  let one: RedisServer
  let two: RedisServer
  let tests = 0
  let prefix = ''
  beforeAll(async () => {
    ;[one, two] = await Promise.all([startRedis(), startRedis()])
  })
  afterAll(() => Promise.all([one.stop(), two.stop()]))

  /** Two queues, on both servers and on the first alone, with keys of their own. */
  async function open() {
    prefix = `{shards-${tests++}}`
    const queueOn = (redisUrl: string): DeliveryQueue => {
      const queue = openQueue({ database, redisUrl, prefix })
      onTestFinished(queue.close)
      return queue
    }
    const queues = {
      both: queueOn(`${one.url},${two.url}`),
      first: queueOn(one.url),
      second: queueOn(two.url),
    }
    await eventually(() => Promise.all(Object.values(queues).map(queue => queue.ping())))
    return queues
  }

  function consume(deliver: (due: DueDelivery) => Promise<unknown>, redisUrl = `${one.url},${two.url}`) {
    const consumer = startConsumer(
      { database, redisUrl, prefix },
      async delivery => {
        await deliver(delivery)
        return { done: true }
      },
      options,
    )
    onTestFinished(consumer.close)
  }

  const waitingIn = async (queue: DeliveryQueue) =>
    (await (await queue.bull()).getJobs(['waiting', 'delayed'])).map(({ id }) => id).sort()

  test('puts each job on one of them, finds it on the other after the list changed, and adds only what is on neither', async () => {
    const { both, first, second } = await open()
    await both.enqueue(ids.map(due))
    const [onFirst, onSecond] = [await waitingIn(first), await waitingIn(second)]
    expect(onFirst.length).toBeGreaterThan(10)
    expect(onSecond.length).toBeGreaterThan(10)
    expect([...onFirst, ...onSecond].sort()).toEqual(ids)

    const [moved, lost] = [onSecond.slice(0, 3), onSecond.slice(3, 5)] as [string[], string[]]
    await second.remove([...moved, ...lost])
    await first.enqueue(moved.map(due))
    expect(await both.enqueueMissing(ids.map(due))).toEqual({ added: 2, failed: [] })
    expect([...(await waitingIn(first)), ...(await waitingIn(second))].sort()).toEqual(ids)
    expect(await waitingIn(second)).toEqual(expect.arrayContaining(lost))

    await both.remove(ids)
    expect([...(await waitingIn(first)), ...(await waitingIn(second))]).toEqual([])
  })

  test('finds a failed job wherever it is, and replaces it', async () => {
    const { both, first, second } = await open()
    await both.enqueue(ids.map(due))
    const [dead] = (await waitingIn(second)) as [string]
    await both.remove(ids)
    await first.enqueue([due(dead)])
    const consumer = startConsumer(
      { database, redisUrl: one.url, prefix },
      async () => ({ dead: 'refused', attempts: 1 }),
      options,
    )
    await eventually(async () => expect(await (await first.bull()).getFailedCount()).toBe(1))
    await consumer.close()

    expect(await both.enqueueMissing([due(dead)])).toEqual({ added: 0, failed: [dead] })
    await both.requeue([due(dead)])
    expect(await (await first.bull()).getFailedCount()).toBe(0)
    expect(await waitingIn(second)).toEqual([dead])
  })

  test('gives the jobs of the one that is away to the other, has other marks meanwhile, and names it', async () => {
    const { both, first } = await open()
    const before = await both.readMark()
    await both.setMark('whole')
    expect(await both.readMark()).toEqual({ mark: 'whole', serverId: before.serverId })
    await two.stop()
    await both.enqueue(ids.map(due))
    expect(await waitingIn(first)).toEqual(ids)
    expect(await both.enqueueMissing(ids.map(due))).toEqual({ added: 0, failed: [] })
    await both.ping()
    expect(both.shardsAway()).toEqual({ [`127.0.0.1:${two.port}`]: 'no answer' })
    expect((await both.bulls()).map(({ shard }) => shard)).toEqual([`127.0.0.1:${one.port}`])
    await expect(both.remove(ids)).rejects.toBeInstanceOf(QueueAway)
    // It may come back soon.
    await expect(both.readMark()).rejects.toBeInstanceOf(QueueAway)
    await eventually(async () => expect((await both.readMark()).serverId).not.toBe(before.serverId))

    two = await startRedis(two.port)
    await eventually(async () => {
      await both.ping()
      expect(both.shardsAway()).toEqual({})
    })
    expect((await both.readMark()).mark).toBeNull()
  })

  test('is worked off with no more jobs at once than one worker may have', async () => {
    const { both, first, second } = await open()
    await both.enqueue(ids.map(due))
    let atOnce = 0
    let most = 0
    const done: string[] = []
    consume(async ({ deliveryId }) => {
      most = Math.max(most, ++atOnce)
      await new Promise(resolve => setTimeout(resolve, 5))
      atOnce -= 1
      done.push(deliveryId)
    })
    await eventually(() => expect(done.sort()).toEqual(ids))
    // An odd number for two shards, so that their shares are more than it together.
    expect(most).toBe(options.concurrency)
    expect([...(await waitingIn(first)), ...(await waitingIn(second))]).toEqual([])
  })

  test('is paused if either is', async () => {
    const { both, second } = await open()
    expect(await both.isPaused()).toBe(false)
    await (await second.bull()).pause()
    expect(await both.isPaused()).toBe(true)
  })
})
