import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { metricsOf, readinessOf } from '../metrics-of.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { type RedisServer, redisBinary, redisHint, startRedis } from '../servers/redis.ts'
import { allMailedOnce, callWhile, patience } from '../steady-calls.ts'

const available = redisBinary() !== undefined
if (!available)
  console.warn(`\n  SKIPPED: the tests of a queue that is spread over several Redis. ${redisHint}\n`)

const nameOf = ({ port }: RedisServer) => `127.0.0.1:${port}`
const listOf = (...servers: RedisServer[]) => servers.map(({ url }) => url).join()

describe.runIf(available)('a queue that is spread over several Redis', () => {
  let servers: RedisServer[]
  beforeAll(async () => {
    servers = await Promise.all([1, 2, 3].map(() => startRedis()))
  })
  afterAll(() => Promise.all(servers.map(server => server.stop())))

  async function start(redisUrl: string): Promise<Passlink> {
    const passlink = await createPasslink({ redisUrl })
    onTestFinished(passlink.stop)
    passlink.environment.CALL_TIMEOUT = patience
    // The tests share the servers.
    passlink.environment.QUEUE_PREFIX = `{${new URL(passlink.database.url).pathname.slice(1)}}`
    return passlink
  }

  /** How many mails were mailed since, once it is this many more. */
  async function moreMails({ relay }: Passlink, count: number, withinMs = 20_000) {
    const before = relay.mails.length
    await eventually(() => expect(relay.mails.length).toBeGreaterThan(before + count), withinMs)
  }

  test('has jobs on each, mails go on while one is away, /readyz and the metrics name it, and it is used again when it is back', async () => {
    const [one, two] = servers as [RedisServer, RedisServer]
    const passlink = await start(listOf(one, two))
    const api = await passlink.startApi()
    const held = await callWhile(passlink, api, () =>
      eventually(async () => {
        const bulls = await passlink.openQueue().bulls()
        for (const { bull } of bulls) expect(await bull.getWaitingCount()).toBeGreaterThan(10)
        expect(bulls.map(({ shard }) => shard)).toEqual([one, two].map(nameOf))
      }),
    )
    const worker = await passlink.startWorker()
    const calls = await callWhile(passlink, api, async () => {
      await moreMails(passlink, 10)
      await two.stop()
      await moreMails(passlink, 20)
      await eventually(async () =>
        expect((await readinessOf(worker)).body).toMatchObject({
          status: 'ready',
          checks: { queue: 'ok' },
          shardsAway: { [nameOf(two)]: 'no answer' },
        }),
      )
      expect(await metricsOf(worker)).toContain(`passlink_queue_shard_away{shard="${nameOf(two)}"} 1`)
      servers[1] = await startRedis(two.port)
      await eventually(async () => expect((await readinessOf(worker)).body).not.toHaveProperty('shardsAway'))
      expect(await metricsOf(worker)).not.toContain('passlink_queue_shard_away{')
      await moreMails(passlink, 10)
    })
    await allMailedOnce(passlink, held + calls)
  }, 90_000)

  test('may be spread over others while calls are made, process by process, and each mail is sent once', async () => {
    const [one, two, three] = servers as [RedisServer, RedisServer, RedisServer]
    const passlink = await start(one.url)
    const api = await passlink.startApi()
    let worker = await passlink.startWorker()
    const calls = await callWhile(passlink, api, async () => {
      await moreMails(passlink, 10)
      for (const list of [listOf(one, two), listOf(three, two), listOf(three, two, one)]) {
        passlink.environment.REDIS_URL = list
        const next = await passlink.startWorker()
        await worker.stop()
        worker = next
        // The API still lists the first one alone.
        await moreMails(passlink, 10)
      }
    })
    passlink.environment.REDIS_URL = listOf(two, three)
    const other = await passlink.startApi()
    const more = await callWhile(passlink, other, () => moreMails(passlink, 10))
    await allMailedOnce(passlink, calls + more)
  }, 90_000)
})
