import { deriveCode, parseKeyRing } from '@passlink/store'
import { afterEach, describe, expect, test } from 'vitest'
import { dumpDatabase, dumpRedis } from '../dump.ts'
import { eventually } from '../eventually.ts'
import { backends, createPasslink, type Passlink, startAndRequestLink } from '../passlink.ts'
import { deliveryThatIs } from '../records.ts'

const deferral = '451 4.7.1 <alice@acme.example>: later'
const stages = [
  { status: 'waiting', replies: [deferral], schedule: '10m' },
  { status: 'sent', replies: [deferral], schedule: '50ms' },
  { status: 'dead', replies: [deferral, '550 5.1.1 no alice@acme.example here'], schedule: '50ms' },
]

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  afterEach(() => passlink?.stop())

  test.runIf(available).each(stages)(
    'while a delivery is $status no code or token is stored, and the address only in the table of users',
    async ({ status, replies, schedule }) => {
      passlink = await createPasslink(backend)
      const { relay, database, environment } = passlink
      relay.script.message.push(...replies)
      await startAndRequestLink(passlink, { RETRY_SCHEDULE: schedule })
      const { id, link_id } = await deliveryThatIs(status, database)
      await waitForIdleQueue(status)

      const code = deriveCode(parseKeyRing(environment.LINK_KEYS as string), 'test', link_id)
      if (status === 'sent') expect(relay.mails[0]?.text).toContain(`#${code}`)
      const stored = new Map([...(await dumpDatabase(database)), ...(await dumpQueueInRedis())])
      for (const text of stored.values()) {
        expect(text).not.toContain(code)
        expect(text).not.toContain(Buffer.from(code, 'base64url').toString('hex'))
        expect(text).not.toMatch(/eyJ[\w-]+\.eyJ/)
      }
      expect(stored.get('public.deliveries')).toContain(id)
      const tables = [...stored].filter(([, text]) => text.includes('alice@acme')).map(([name]) => name)
      expect(tables).toEqual(['public.users'])
    },
  )

  async function waitForIdleQueue(status: string) {
    const queue = await passlink.openQueue().bull()
    await eventually(async () => {
      expect(await queue.getJobCounts('active', 'delayed', 'failed')).toEqual({
        active: 0,
        delayed: status === 'waiting' ? 1 : 0,
        failed: status === 'dead' ? 1 : 0,
      })
    })
  }

  async function dumpQueueInRedis(): Promise<Map<string, string>> {
    if (backend !== 'redis') return new Map()
    const prefix = (await passlink.openQueue().bull()).opts.prefix as string
    const dump = await dumpRedis(passlink.environment.REDIS_URL as string, prefix)
    expect(dump.size).toBeGreaterThan(0)
    return dump
  }
})
