import { afterEach, describe, expect, test } from 'vitest'
import { backends, createPasslink, type Passlink, startAndRequestLink } from '../passlink.ts'
import { attemptsOnRecord, deliveryThatIs } from '../records.ts'

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  afterEach(() => passlink?.stop())

  test.runIf(available)(
    'a deferred mail is retried until it is accepted, each attempt recorded with the relay’s reply',
    async () => {
      passlink = await createPasslink(backend)
      const { relay, database } = passlink
      relay.script.rcpt.push('451 4.7.1 alice@acme.example: come back later')
      relay.script.message.push('452 4.3.1 the disk is full')
      await startAndRequestLink(passlink)

      expect(await deliveryThatIs('sent', database)).toMatchObject({
        attempts: 3,
        deferrals: 2,
        dead_reason: null,
      })
      expect(relay.mails).toHaveLength(1)
      const common = { relay: `127.0.0.1:${relay.port}`, finished: true }
      expect(await attemptsOnRecord(database)).toEqual([
        {
          ...common,
          number: 1,
          outcome: 'deferred',
          smtp_code: 451,
          enhanced_code: '4.7.1',
          detail: '451 4.7.1 (address): come back later',
          command: 'rcpt',
        },
        {
          ...common,
          number: 2,
          outcome: 'deferred',
          smtp_code: 452,
          enhanced_code: '4.3.1',
          detail: '452 4.3.1 the disk is full',
          command: 'dot',
        },
        {
          ...common,
          number: 3,
          outcome: 'accepted',
          smtp_code: 250,
          enhanced_code: '2.0.0',
          detail: '250 2.0.0 accepted as TEST1',
          command: 'dot',
        },
      ])
    },
  )

  test.runIf(available)('the retry waits for a delay that the relay names', async () => {
    passlink = await createPasslink(backend)
    const { relay, database } = passlink
    relay.script.rcpt.push('450 4.2.0 Greylisted for 10 minutes')
    await startAndRequestLink(passlink)

    await deliveryThatIs('waiting', database)
    expect(
      await database.sql`
        select due_at - finished_at > '9 minutes' as waits, due_at - finished_at <= '10 minutes' as no_longer
        from deliveries join attempts on delivery_id = id`,
    ).toEqual([{ waits: true, no_longer: true }])
    expect(relay.mails).toEqual([])
  })

  const inFiveHours = '450 4.2.0 greylisted, try again in 5 hours'

  test.runIf(available)(
    'a mail is tried once more shortly before its deadline if the relay names a delay beyond it',
    async () => {
      passlink = await createPasslink(backend)
      const { relay, database, environment } = passlink
      environment.DELIVERY_DEADLINE = '8s'
      relay.script.rcpt.push(inFiveHours)
      await startAndRequestLink(passlink)

      expect(await deliveryThatIs('sent', database)).toMatchObject({ attempts: 2 })
      expect(
        await database.sql`
          select sent_at <= deadline as timely, sent_at > deadline - interval '3 seconds' as late from deliveries`,
      ).toEqual([{ timely: true, late: true }])
    },
  )

  test.runIf(available)('a delivery ends dead if its last try is deferred beyond the deadline', async () => {
    passlink = await createPasslink(backend)
    const { relay, database, environment } = passlink
    environment.DELIVERY_DEADLINE = '6s'
    relay.script.rcpt.push(inFiveHours, inFiveHours)
    await startAndRequestLink(passlink)

    const { dead_reason } = await deliveryThatIs('dead', database)
    expect(dead_reason).toBe(`the deadline comes before the next try: ${inFiveHours}`)
    expect(await attemptsOnRecord(database)).toHaveLength(2)
    expect(relay.mails).toEqual([])
  })
})
