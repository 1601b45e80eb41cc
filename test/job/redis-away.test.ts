import { Redis } from 'ioredis'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { createPasslink, type Passlink, requestLinkForAlice, startAndRequestLink } from '../passlink.ts'
import { countLive } from '../queue.ts'
import { deliveriesThatAre, deliveryThatIs } from '../records.ts'
import { type RedisServer, redisBinary, redisHint, startRedis } from '../servers/redis.ts'

const available = redisBinary() !== undefined
if (!available) console.warn(`\n  SKIPPED: the tests with Redis down. ${redisHint}\n`)

describe.runIf(available)('with the queue in Redis', () => {
  let redis: RedisServer
  let passlink: Passlink
  afterEach(async () => {
    redis.process.kill('SIGCONT')
    await passlink?.stop()
    await redis.stop()
  })

  async function start() {
    redis = await startRedis()
    passlink = await createPasslink({ redisUrl: redis.url })
  }

  test('a call while Redis is down is answered 200, and mailed when it is back', async () => {
    await start()
    const api = await passlink.startApi()
    await passlink.startWorker()
    await redis.stop()
    await requestLinkForAlice(passlink, api)
    expect(passlink.relay.mails).toEqual([])

    redis = await startRedis(redis.port)
    await deliveryThatIs('sent', passlink.database)
    expect(passlink.relay.mails).toHaveLength(1)
  })

  test('apps that start while Redis is down answer 200, and mail when it is up', async () => {
    await start()
    await redis.stop()
    const api = await passlink.startApi()
    await passlink.startWorker()
    await requestLinkForAlice(passlink, api)

    redis = await startRedis(redis.port)
    await deliveryThatIs('sent', passlink.database)
    expect(passlink.relay.mails).toHaveLength(1)
  })

  test('a call while Redis is frozen is answered 200, and mailed once when it resumes', async () => {
    await start()
    const api = await passlink.startApi()
    await passlink.startWorker()
    redis.process.kill('SIGSTOP')
    await requestLinkForAlice(passlink, api)
    expect(passlink.relay.mails).toEqual([])

    redis.process.kill('SIGCONT')
    await deliveryThatIs('sent', passlink.database)
    expect(passlink.relay.mails).toHaveLength(1)
  })

  test('deliveries whose jobs were waiting when Redis was emptied are mailed once each', async () => {
    await start()
    const api = await passlink.startApi()
    await Promise.all(Array.from({ length: 20 }, () => requestLinkForAlice(passlink, api)))
    const queue = passlink.openQueue()
    await eventually(async () => expect(await countLive(queue)).toBe(20))
    await empty(redis)

    await passlink.startWorker()
    await deliveriesThatAre('sent', 20, passlink.database)
    expect(new Set(passlink.relay.mails.map(mail => mail.messageId)).size).toBe(20)
    expect(passlink.relay.mails).toHaveLength(20)
  })

  test('a mail whose retry was delayed when Redis was emptied is still sent', async () => {
    await start()
    passlink.relay.script.rcpt.push('451 4.7.1 later')
    await startAndRequestLink(passlink, { RETRY_SCHEDULE: '3s' })
    await deliveryThatIs('waiting', passlink.database)
    const queue = passlink.openQueue()
    await eventually(async () => expect(await (await queue.bull()).getDelayedCount()).toBe(1))
    await empty(redis)

    await deliveryThatIs('sent', passlink.database)
    expect(passlink.relay.mails).toHaveLength(1)
  })
})

async function empty({ url }: RedisServer) {
  const client = new Redis(url)
  await client.flushall()
  client.disconnect()
}
