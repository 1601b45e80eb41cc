import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { backends, createPasslink, type Passlink, startAndRequestLink } from '../passlink.ts'
import { attemptsOnRecord, deliveryThatIs } from '../records.ts'

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  afterEach(() => passlink?.stop())

  test.runIf(available)(
    'a rejected recipient ends dead after one attempt, with the relay’s reply but without the address',
    async () => {
      passlink = await createPasslink(backend)
      const { relay, database } = passlink
      relay.script.rcpt.push('550 5.1.1 <alice@acme.example>: no such mailbox')
      await startAndRequestLink(passlink)

      const { dead_reason, attempts } = await deliveryThatIs('dead', database)
      expect(dead_reason).toBe('rejected: 550 5.1.1 <(address)>: no such mailbox')
      expect(attempts).toBe(1)
      expect(await attemptsOnRecord(database)).toMatchObject([
        {
          outcome: 'rejected',
          smtp_code: 550,
          enhanced_code: '5.1.1',
          relay: `127.0.0.1:${relay.port}`,
          command: 'rcpt',
        },
      ])
      expect(relay.mails).toEqual([])
    },
  )

  test.runIf(available)(
    'a dead delivery is in BullMQ’s failed set, with the reason and without the address',
    async () => {
      passlink = await createPasslink(backend)
      const { relay, database } = passlink
      relay.script.rcpt.push('550 5.1.1 <alice@acme.example>: no such mailbox')
      await startAndRequestLink(passlink)

      const { id, dead_reason } = await deliveryThatIs('dead', database)
      const queue = await passlink.openQueue().bull()
      const [job] = await eventually(async () => {
        const failed = await queue.getFailed()
        expect(failed).toHaveLength(1)
        return failed
      })
      expect(job?.data).toEqual({ deliveryId: id })
      expect(job?.failedReason).toBe(dead_reason)
      expect(JSON.stringify(job)).not.toContain('alice')
    },
  )

  test.runIf(available)('a message rejected after the final dot ends dead', async () => {
    passlink = await createPasslink(backend)
    const { relay, database } = passlink
    relay.script.message.push('554 5.6.0 this looks like spam')
    await startAndRequestLink(passlink)

    const { dead_reason, attempts } = await deliveryThatIs('dead', database)
    expect(dead_reason).toBe('rejected: 554 5.6.0 this looks like spam')
    expect(attempts).toBe(1)
    expect(relay.mails).toEqual([])
  })
})
