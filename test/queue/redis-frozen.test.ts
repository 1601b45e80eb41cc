import { type DeliveryQueue, openQueue, QueueAway } from '@passlink/queue'
import { readDatabaseUrl } from '@passlink/runtime'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { type RedisServer, redisBinary, redisHint, startRedis } from '../servers/redis.ts'

const available = redisBinary() !== undefined
if (!available) console.warn(`\n  SKIPPED: the tests of a frozen Redis. ${redisHint}\n`)

describe.runIf(available)('while Redis is frozen', () => {
  let redis: RedisServer
  let queue: DeliveryQueue
  afterEach(async () => {
    redis.process.kill('SIGCONT')
    await queue?.close()
    await redis.stop()
  })

  test('calls reject with QueueAway instead of hanging, and work again when it resumes', async () => {
    redis = await startRedis()
    queue = openQueue({ database: readDatabaseUrl('postgres://127.0.0.1:1/none'), redisUrl: redis.url })
    await queue.enqueue([{ deliveryId: 'a', dueInMs: 0 }])
    redis.process.kill('SIGSTOP')
    const calls = ['b', 'c', 'd'].map(deliveryId => queue.enqueue([{ deliveryId, dueInMs: 0 }]))
    for (const outcome of await Promise.allSettled([...calls, queue.readMark()]))
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(QueueAway) })

    redis.process.kill('SIGCONT')
    await eventually(() => queue.enqueue([{ deliveryId: 'e', dueInMs: 0 }]))
    expect(await queue.enqueueMissing([{ deliveryId: 'e', dueInMs: 0 }])).toEqual({ added: 0, failed: [] })
  })
})
