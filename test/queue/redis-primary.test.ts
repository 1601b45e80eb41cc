import { openQueue, QueueAway } from '@passlink/queue'
import { readDatabaseUrl } from '@passlink/runtime'
import { describe, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { freePort } from '../servers/free-port.ts'
import { type RedisServer, redisBinary, redisHint, startRedis } from '../servers/redis.ts'
import { startSentinel } from '../servers/redis-sentinel.ts'

const available = redisBinary() !== undefined
if (!available) console.warn(`\n  SKIPPED: the tests of hosts that are asked for the primary. ${redisHint}\n`)

const database = readDatabaseUrl('postgres://database.example/unused')
const due = (deliveryId: string) => ({ deliveryId, dueInMs: 0 })

describe.runIf(available)('of the hosts that are asked for the primary', () => {
  async function start(): Promise<RedisServer> {
    const redis = await startRedis()
    onTestFinished(redis.stop)
    return redis
  }

  function open(redisUrl: string) {
    const queue = openQueue({ database, redisUrl })
    onTestFinished(queue.close)
    return queue
  }

  test('one that is silent and one that is away do not matter, and calls reject while all are silent', async () => {
    const [silent, redis] = [await start(), await start()]
    silent.process.kill('SIGSTOP')
    // A server that is no cluster has all keys.
    const hosts = [silent.port, await freePort(), redis.port].map(port => `127.0.0.1:${port}`)
    const queue = open(`redis+cluster://${hosts.join()}`)
    await eventually(() => queue.enqueue([due('a')]))

    redis.process.kill('SIGSTOP')
    onTestFinished(() => void redis.process.kill('SIGCONT'))
    await expect(queue.enqueue([due('b')])).rejects.toBeInstanceOf(QueueAway)
    redis.process.kill('SIGCONT')
    await eventually(() => queue.enqueue([due('c')]))
  })

  test('a sentinel that knows no primary of this name is told from one that is away', async () => {
    const redis = await start()
    const sentinel = await startSentinel([`sentinel monitor mails 127.0.0.1 ${redis.port} 1`])
    onTestFinished(sentinel.stop)
    const url = `redis+sentinel://127.0.0.1:${sentinel.port},127.0.0.1:${await freePort()}`
    await eventually(() => open(`${url}/mails/1`).enqueue([due('a')]))
    const other = open(`${url}/others`)
    await eventually(() =>
      expect(other.findProblem()).resolves.toBe(
        'the sentinels watch no primary by the name in REDIS_URL (NOPRIMARY)',
      ),
    )
    await sentinel.stop()
    await eventually(() =>
      expect(other.ping()).rejects.toMatchObject({ name: 'QueueAway', reason: undefined }),
    )
  })
})
