import { type DeliveryQueue, openQueue, startConsumer } from '@passlink/queue'
import { readDatabaseUrl } from '@passlink/runtime'
import { Redis } from 'ioredis'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { countLive, deliveryId } from '../queue.ts'
import { type RedisServer, redisBinary, redisHint, startRedis } from '../servers/redis.ts'

const available = redisBinary() !== undefined
if (!available) console.warn(`\n  SKIPPED: the tests of a Redis that refuses workers. ${redisHint}\n`)

const unused = readDatabaseUrl('postgres://database.example/unused')
const due = (number: number) => ({ deliveryId: deliveryId(number), dueInMs: 0 })

describe.runIf(available)('a worker', () => {
  const closers: (() => unknown)[] = []
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close()
  })

  async function start(settings: string[] = [], port?: number): Promise<RedisServer> {
    const redis = await startRedis(port, settings)
    closers.push(redis.stop)
    return redis
  }

  function open(redisUrl: string): DeliveryQueue {
    const queue = openQueue({ database: unused, redisUrl })
    closers.push(queue.close)
    return queue
  }

  function administer(redisUrl: string): Redis {
    const admin = new Redis(redisUrl)
    closers.push(() => admin.disconnect())
    return admin
  }

  /** How many commands Redis refused with the error of this code. */
  async function countRefusals(admin: Redis, code: string): Promise<number> {
    const [, count = '0'] =
      new RegExp(`errorstat_${code}:count=(\\d+)`).exec(await admin.info('errorstats')) ?? []
    return Number(count)
  }

  function consume(redisUrl: string) {
    const seen = { worked: [] as string[], errors: [] as Error[] }
    const consumer = startConsumer(
      { database: unused, redisUrl },
      async ({ deliveryId }) => {
        seen.worked.push(deliveryId)
        return { done: true }
      },
      {
        concurrency: 10,
        keepDeadMs: 60_000,
        lockMs: 5_000,
        pollMs: 1_000,
        onError: error => seen.errors.push(error),
      },
    )
    closers.push(consumer.close)
    return seen
  }

  test('takes no job from database 0 where its own database is refused, and goes on when it is there', async () => {
    const redis = await start()
    const own = open(`${redis.url}/5`)
    const seen = consume(`${redis.url}/5`)
    await eventually(() => own.enqueue([due(1)]))
    await eventually(() => expect(seen.worked).toEqual([deliveryId(1)]))

    await redis.stop()
    const smaller = await start(['--databases', '1'], redis.port)
    const other = open(redis.url)
    await eventually(() => other.enqueue([due(2)]))
    // Each of its two connections is refused several times.
    const admin = administer(redis.url)
    await eventually(async () => expect(await countRefusals(admin, 'ERR')).toBeGreaterThan(6))
    const reported = () => seen.errors.filter(({ message }) => message.includes('DB index'))
    await eventually(() => expect(reported()).toHaveLength(1))
    await expect(own.enqueue([due(3)])).rejects.toThrow('Redis refuses the database number of REDIS_URL')
    expect(await countLive(other)).toBe(1)
    expect(seen.worked).toEqual([deliveryId(1)])

    await smaller.stop()
    await start([], redis.port)
    await eventually(() => own.enqueue([due(4)]))
    await eventually(() => expect(seen.worked).toEqual([deliveryId(1), deliveryId(4)]))
    expect(reported()).toHaveLength(1)
  })

  test('does not ask again at once while Redis refuses to give jobs, and takes them once it does', async () => {
    const redis = await start()
    const admin = administer(redis.url)
    const queue = open(redis.url)
    const allow = (...rules: string[]) => admin.call('ACL', 'SETUSER', 'worker', ...rules)
    await allow('on', '>secret', '~*', '&*', '+@all')
    const seen = consume(redis.url.replace('//', '//worker:secret@'))
    await eventually(() => queue.enqueue([due(1)]))
    await eventually(async () => expect(await countLive(queue)).toBe(0))

    await allow('-eval', '-evalsha', '-bzpopmin')
    await admin.config('RESETSTAT')
    await eventually(async () => expect(await countRefusals(admin, 'NOPERM')).toBeGreaterThan(2))
    for (let asked = 0; asked < 500; asked += 1) await admin.ping()
    expect(await countRefusals(admin, 'NOPERM')).toBeLessThan(50)
    await queue.enqueue([due(2)])
    // A worker that was woken for the job has taken its marker, and was refused then.
    await admin.del(await admin.keys('*:marker'))
    await allow('+@all')
    // BullMQ itself would wait for ten seconds after a refusal.
    await eventually(() => expect(seen.worked).toEqual([deliveryId(1), deliveryId(2)]), 8_000)
  })
})

test.runIf(available)(
  'a server that was a replica meanwhile has another id, because its data may be another’s',
  async () => {
    const redis = await startRedis()
    onTestFinished(redis.stop)
    const queue = openQueue({ database: unused, redisUrl: redis.url })
    onTestFinished(queue.close)
    const admin = new Redis(redis.url)
    onTestFinished(() => admin.disconnect())
    const serverId = async () => (await queue.readMark()).serverId
    const before = await eventually(serverId)
    expect(await serverId()).toBe(before)
    await admin.call('REPLICAOF', '127.0.0.1', '1')
    await admin.call('REPLICAOF', 'NO', 'ONE')
    expect(await serverId()).not.toBe(before)
  },
)
