import { once } from 'node:events'
import { Redis } from 'ioredis'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { createPasslink, requestLinkForAlice } from '../passlink.ts'
import { deliveriesThatAre, deliveryThatIs } from '../records.ts'
import { openGate } from '../servers/gate.ts'
import { redisBinary, redisHint, startRedis } from '../servers/redis.ts'

const available = redisBinary() !== undefined
if (!available) console.warn(`\n  SKIPPED: the test of a failover of Redis. ${redisHint}\n`)

async function startServer() {
  const server = await startRedis(undefined, ['--repl-diskless-sync-delay', '0'])
  onTestFinished(server.stop)
  const admin = new Redis(server.url)
  onTestFinished(() => admin.disconnect())
  await once(admin, 'ready')
  return { ...server, admin }
}

test.runIf(available)(
  'after a failover that leaves the connections to the demoted primary open, mails go through the new one',
  async () => {
    const [first, second] = [await startServer(), await startServer()]
    const gate = await openGate(first.url)
    onTestFinished(gate.shut)
    const passlink = await createPasslink({ redisUrl: gate.url })
    onTestFinished(passlink.stop)
    const api = await passlink.startApi()
    const { port } = await passlink.startWorker()
    await requestLinkForAlice(passlink, api)
    await deliveryThatIs('sent', passlink.database)

    await first.admin.call('REPLICAOF', '127.0.0.1', `${second.port}`)
    gate.lead(second.url)
    await requestLinkForAlice(passlink, api)
    await deliveriesThatAre('sent', 2, passlink.database)
    expect(passlink.relay.mails).toHaveLength(2)
    await eventually(async () => expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200))
  },
)
