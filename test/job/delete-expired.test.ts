import { deleteExpired, expiries } from '@passlink/worker'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { backends, createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { deliveryThatIs } from '../records.ts'

const day = 86_400_000
const retention = {
  LINK_RETENTION: 400 * day,
  ATTEMPT_RETENTION: 90 * day,
  EVENT_RETENTION: 400 * day,
  IDEMPOTENCY_KEY_RETENTION: 2 * day,
}
const all = expiries(retention)

let passlink: Passlink
afterEach(() => passlink?.stop())

async function recordOldKeys(count: number) {
  await passlink.database.sql`
    insert into idempotency_keys (caller, key, request_hash, link_id, created_at)
    select 'caller', 'key' || n, '', gen_random_uuid(), now() - interval '3 days' from generate_series(1, ${count}) as n`
}

const keysLeft = async () => (await passlink.database.sql`select from idempotency_keys`).length

test('all expired rows are deleted, in batches with pauses between them', async () => {
  passlink = await createPasslink('postgres')
  await recordOldKeys(1_200)
  let rests = 0
  const rest = async () => {
    rests += 1
  }
  const signal = new AbortController().signal
  expect(await deleteExpired(passlink.database.db, all, { signal, rest })).toBe(1_200)
  expect(await keysLeft()).toBe(0)
  // Two full batches of keys, and one partial batch of each kind.
  expect(rests).toBe(2 + all.length)
})

test('no further batch begins after a stop', async () => {
  passlink = await createPasslink('postgres')
  await recordOldKeys(1_200)
  const stopping = new AbortController()
  const rest = async () => {
    if ((await keysLeft()) < 1_200) stopping.abort()
  }
  expect(await deleteExpired(passlink.database.db, all, { signal: stopping.signal, rest })).toBe(500)
  expect(await keysLeft()).toBe(700)
})

test('rows that cannot be deleted do not stop the deletion of others, and the error is thrown at the end', async () => {
  passlink = await createPasslink('postgres')
  await recordOldKeys(10)
  await passlink.database.sql`alter table events rename to elsewhere`
  const signal = new AbortController().signal
  await expect(deleteExpired(passlink.database.db, all, { signal, rest: async () => {} })).rejects.toThrow(
    'events',
  )
  expect(await keysLeft()).toBe(0)
})

test('a worker deletes expired rows periodically', async () => {
  passlink = await createPasslink('postgres')
  await recordOldKeys(10)
  await passlink.startWorker()
  await eventually(async () => expect(await keysLeft()).toBe(0))
})

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  test.runIf(available)(
    'a failed job is removed from the queue after its retention, and its delivery stays dead',
    async () => {
      passlink = await createPasslink(backend)
      const { relay, database } = passlink
      const api = await passlink.startApi()
      await passlink.startWorker({ JOB_RETENTION: '1s' })
      relay.script.rcpt.push('550 5.1.1 no such mailbox')
      await requestLinkForAlice(passlink, api)
      const { id } = await deliveryThatIs('dead', database)
      const bull = await passlink.openQueue().bull()
      await eventually(async () => expect(await bull.getJobState(id)).toBe('failed'))
      // BullMQ removes old failed jobs when another job fails.
      await eventually(async () => {
        relay.script.rcpt.push('550 5.1.1 no such mailbox')
        await requestLinkForAlice(passlink, api)
        expect(await bull.getJobState(id)).toBe('unknown')
      })
      expect(await database.sql`select status from deliveries where id = ${id}`).toEqual([{ status: 'dead' }])
    },
  )
})
