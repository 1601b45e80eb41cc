import { Redis } from 'ioredis'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { askAndWork, createPasslink, type Passlink, promiseAlice } from '../passlink.ts'
import { countLive } from '../queue.ts'
import { deliveriesThatAre, deliveryThatIs } from '../records.ts'
import { type RedisServer, redisBinary, redisHint, startRedis } from '../servers/redis.ts'

const available = redisBinary() !== undefined
if (!available) console.warn(`\n  SKIPPED: the tests of a Redis that goes away. ${redisHint}\n`)

describe.runIf(available)('with the queue in a Redis that goes away', () => {
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

  test('a call while it is down is answered 200, and mailed when it is back', async () => {
    await start()
    const api = await passlink.startApi()
    await passlink.startWorker()
    await redis.stop()
    await promiseAlice(passlink, api)
    expect(passlink.relay.mails).toEqual([])

    redis = await startRedis(redis.port)
    await deliveryThatIs('sent', passlink.database)
    expect(passlink.relay.mails).toHaveLength(1)
  })

  test('apps that start while it is down answer 200, and mail when it is there', async () => {
    await start()
    await redis.stop()
    const api = await passlink.startApi()
    await passlink.startWorker()
    await promiseAlice(passlink, api)

    redis = await startRedis(redis.port)
    await deliveryThatIs('sent', passlink.database)
    expect(passlink.relay.mails).toHaveLength(1)
  })

  test('a call while it is frozen is answered 200, and mailed, once, when it goes on', async () => {
    await start()
    const api = await passlink.startApi()
    await passlink.startWorker()
    redis.process.kill('SIGSTOP')
    await promiseAlice(passlink, api)
    expect(passlink.relay.mails).toEqual([])

    redis.process.kill('SIGCONT')
    await deliveryThatIs('sent', passlink.database)
    expect(passlink.relay.mails).toHaveLength(1)
  })

  test('what waited in it when it was emptied is mailed, each once', async () => {
    await start()
    const api = await passlink.startApi()
    await Promise.all(Array.from({ length: 20 }, () => promiseAlice(passlink, api)))
    const queue = passlink.openQueue()
    await eventually(async () => expect(await countLive(queue)).toBe(20))
    await empty(redis)

    await passlink.startWorker()
    await deliveriesThatAre('sent', 20, passlink.database)
    expect(new Set(passlink.relay.mails.map(mail => mail.messageId)).size).toBe(20)
    expect(passlink.relay.mails).toHaveLength(20)
  })

  test('a mail whose retry waited in it when it was emptied is sent all the same', async () => {
    await start()
    passlink.relay.script.rcpt.push('451 4.7.1 later')
    await askAndWork(passlink, { RETRY_SCHEDULE: '3s' })
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
