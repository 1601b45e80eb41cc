import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { readinessOf } from '../metrics-of.ts'
import { createPasslink } from '../passlink.ts'
import { redisBinary, redisHint } from '../servers/redis.ts'
import { type RedisCluster, startRedisCluster } from '../servers/redis-cluster.ts'
import { allMailedOnce, callWhile, patience } from '../steady-calls.ts'

const withinMs = 20_000
const [mails, webhooks] = ['{staging:deliveries}:meta', '{staging:webhooks}:meta'] as const
const available = redisBinary() !== undefined
if (!available) console.warn(`\n  SKIPPED: the tests of a Redis Cluster. ${redisHint}\n`)

describe.runIf(available)('with the queue in a cluster', () => {
  let cluster: RedisCluster
  beforeAll(async () => {
    cluster = await startRedisCluster()
  })
  afterAll(() => cluster?.stop())

  async function start() {
    const passlink = await createPasslink({ redisUrl: cluster.url })
    onTestFinished(passlink.stop)
    passlink.environment.CALL_TIMEOUT = patience
    // The slots of its two queues are on different nodes of three.
    passlink.environment.QUEUE_PREFIX = '{staging}'
    const api = await passlink.startApi()
    const worker = await passlink.startWorker()
    const moreMails = async () => {
      const before = passlink.relay.mails.length
      await eventually(() => expect(passlink.relay.mails.length).toBeGreaterThan(before + 10), withinMs)
    }
    return { passlink, api, worker, moreMails }
  }

  test('each queue is on a node of its own, and mails go on after its slot was moved under load', async () => {
    const { passlink, api, moreMails } = await start()
    const node = await cluster.primaryOf(mails)
    const other = await cluster.primaryOf(webhooks)
    expect(node.port).not.toBe(other.port)
    const calls = await callWhile(passlink, api, async () => {
      await moreMails()
      const tags = (await node.admin.keys('*')).map(key => key.split(':').slice(0, 2).join(':'))
      expect(new Set(tags)).toEqual(new Set(['{staging:deliveries}']))
      await cluster.moveSlotOf(mails, other)
      await moreMails()
    })
    await allMailedOnce(passlink, calls)
    expect(await cluster.primaryOf(mails)).toBe(other)
  }, 90_000)

  test('mails go on after the node of their queue was killed under load', async () => {
    const { passlink, api, worker, moreMails } = await start()
    const calls = await callWhile(passlink, api, async () => {
      await moreMails()
      await (await cluster.primaryOf(mails)).stop()
      await moreMails()
    })
    await allMailedOnce(passlink, calls)
    await eventually(async () => expect((await readinessOf(worker)).body.checks.queue).toBe('ok'))
  }, 90_000)
})
