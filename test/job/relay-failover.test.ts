import { afterEach, describe, expect, test } from 'vitest'
import { backends, createPasslink, type Passlink, startAndRequestLink } from '../passlink.ts'
import { attemptsOnRecord, deliveryThatIs } from '../records.ts'
import { freePort } from '../servers/free-port.ts'
import { startTestRelay, type TestRelay } from '../servers/relay.ts'

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  let first: TestRelay | undefined
  afterEach(() => Promise.all([passlink?.stop(), first?.stop()]))

  test.runIf(available)('while the first relay is away the second gets the mail once', async () => {
    passlink = await createPasslink(backend)
    const { relay, database } = passlink
    await startAndRequestLink(passlink, { SMTP_URL: `smtp://127.0.0.1:${await freePort()},${relay.url}` })

    expect(await deliveryThatIs('sent', database)).toMatchObject({ attempts: 1 })
    expect(await attemptsOnRecord(database)).toMatchObject([
      { outcome: 'accepted', relay: `127.0.0.1:${relay.port}` },
    ])
    expect(relay.mails).toHaveLength(1)
  })

  test.runIf(available).each([
    { answer: 'refused', reply: '550 5.1.1 no such mailbox', status: 'dead', code: 550 },
    { answer: 'deferred', reply: '450 4.2.0 try again in 5 hours', status: 'waiting', code: 450 },
  ])(
    'a recipient that the first relay $answer is not tried at the second in the same attempt',
    async ({ reply, status, code }) => {
      passlink = await createPasslink(backend)
      const { relay, database } = passlink
      first = await startTestRelay()
      first.script.rcpt.push(reply)
      await startAndRequestLink(passlink, { SMTP_URL: `${first.url},${relay.url}` })

      expect(await deliveryThatIs(status, database)).toMatchObject({ attempts: 1 })
      expect(await attemptsOnRecord(database)).toMatchObject([
        { relay: `127.0.0.1:${first.port}`, smtp_code: code },
      ])
      expect(relay.mails).toEqual([])
    },
  )

  test.runIf(available)('a mail that the first relay deferred is retried at the second', async () => {
    passlink = await createPasslink(backend)
    const { relay, database } = passlink
    first = await startTestRelay()
    first.script.rcpt.push(...Array(9).fill('451 4.7.1 later'))
    await startAndRequestLink(passlink, { SMTP_URL: `${first.url},${relay.url}` })

    expect(await deliveryThatIs('sent', database)).toMatchObject({ attempts: 2 })
    expect(await attemptsOnRecord(database)).toMatchObject([
      { outcome: 'deferred', relay: `127.0.0.1:${first.port}` },
      { outcome: 'accepted', relay: `127.0.0.1:${relay.port}` },
    ])
  })

  test.runIf(available)(
    'a mail whose answer the first relay lost is not sent to the second in the same attempt',
    async () => {
      passlink = await createPasslink(backend)
      const { relay, database } = passlink
      first = await startTestRelay()
      first.script.message.push('drop')
      await startAndRequestLink(passlink, { SMTP_URL: `${first.url},${relay.url}` })

      expect(await deliveryThatIs('sent', database)).toMatchObject({ attempts: 2 })
      expect(first.mails).toHaveLength(2)
      expect(relay.mails).toEqual([])
    },
  )
})
