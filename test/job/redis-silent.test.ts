import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { createPasslink, requestLinkForAlice } from '../passlink.ts'
import { deliveryThatIs } from '../records.ts'
import { openGate } from '../servers/gate.ts'
import { redisBinary, redisHint, startRedis } from '../servers/redis.ts'

const available = redisBinary() !== undefined
if (!available) console.warn(`\n  SKIPPED: the test of silent connections to Redis. ${redisHint}\n`)

const withinMs = 40_000

test.runIf(available)(
  'connections to Redis that fall silent are replaced, and mails go on through the new ones',
  async () => {
    const redis = await startRedis()
    onTestFinished(redis.stop)
    const gate = await openGate(redis.url)
    onTestFinished(gate.shut)
    const passlink = await createPasslink({ redisUrl: gate.url })
    onTestFinished(passlink.stop)
    const api = await passlink.startApi()
    const { port } = await passlink.startWorker()
    await requestLinkForAlice(passlink, api)
    await deliveryThatIs('sent', passlink.database)

    gate.freeze()
    await requestLinkForAlice(passlink, api)
    await eventually(() => expect(passlink.relay.mails).toHaveLength(2), withinMs)
    await eventually(
      async () => expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200),
      withinMs,
    )
  },
  100_000,
)
