import { Redis } from 'ioredis'
import { describe, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { readinessOf } from '../metrics-of.ts'
import { createPasslink, requestLinkForAlice } from '../passlink.ts'
import { deliveriesThatAre } from '../records.ts'
import { type RedisServer, redisBinary, startRedis } from '../servers/redis.ts'

const programs = ['redis-server', 'valkey-server'].flatMap(name => {
  const path = redisBinary(name)
  return path === undefined ? [] : [{ name, path }]
})
if (!programs.some(({ name }) => name === 'valkey-server'))
  console.warn(
    '\n  SKIPPED: the queue in Valkey. Provide it with: sudo apt-get install -y valkey-server (Debian 12: -t bookworm-backports)\n',
  )

describe.each(programs)('with the queue in a $name', ({ name, path }) => {
  async function start(port?: number): Promise<RedisServer> {
    const server = await startRedis(port, [], path)
    onTestFinished(server.stop)
    return server
  }

  test('mails are sent, deferred, refused, and put back after it was killed, and it says when it evicts jobs', async () => {
    const server = await start()
    const admin = new Redis(server.url).on('error', () => {})
    onTestFinished(() => admin.disconnect())
    expect((await admin.info('server')).includes('valkey_version')).toBe(name === 'valkey-server')
    const passlink = await createPasslink({ redisUrl: server.url })
    onTestFinished(passlink.stop)
    passlink.relay.script.rcpt.push('451 4.7.1 later')
    const api = await passlink.startApi()
    const worker = await passlink.startWorker()
    for (let calls = 0; calls < 3; calls += 1) await requestLinkForAlice(passlink, api)
    await deliveriesThatAre('sent', 3, passlink.database)

    const queue = passlink.openQueue()
    await admin.config('SET', 'maxmemory-policy', 'allkeys-lru')
    expect(await eventually(queue.findProblem)).toContain('evicts jobs')
    const { serverId } = await queue.readMark()
    await server.stop()
    await requestLinkForAlice(passlink, api)
    await start(server.port)
    await deliveriesThatAre('sent', 4, passlink.database)
    await eventually(async () => expect((await queue.readMark()).serverId).not.toBe(serverId))
    await eventually(async () => expect((await readinessOf(worker)).body.checks.queue).toBe('ok'))
    expect(passlink.relay.mails).toHaveLength(4)

    passlink.relay.script.rcpt.push('550 5.1.1 no such mailbox')
    await requestLinkForAlice(passlink, api)
    await eventually(async () => expect(await (await queue.bull()).getFailedCount()).toBe(1))
  })
})

if (programs.length === 0) test.skip('there is no server to keep the queue in')
