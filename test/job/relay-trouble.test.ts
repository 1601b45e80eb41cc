import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { backends, createPasslink, type Passlink, startAndRequestLink } from '../passlink.ts'
import { attemptsOnRecord, deliveryThatIs } from '../records.ts'
import { trustingUrl } from '../servers/relay/trusting-url.ts'
import { startTestRelay } from '../servers/relay.ts'

const troubles = [
  { trouble: 'a 421 greeting', stage: 'greeting', reply: '421 4.3.2 too busy', code: 421 },
  { trouble: 'a 554 greeting', stage: 'greeting', reply: '554 5.7.1 not from here', code: 554 },
  { trouble: 'a refused sender', stage: 'mail', reply: '550 5.7.1 sender refused', code: 550 },
  { trouble: 'a 421 to the recipient', stage: 'rcpt', reply: '421 4.3.2 going down', code: 421 },
  { trouble: 'a connection cut before the message', stage: 'data', reply: 'drop', code: null },
] as const

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  afterEach(() => passlink?.stop())

  test.runIf(available).each(troubles)(
    '$trouble does not count against the mail: it is sent later and no deferral is spent',
    async ({ stage, reply, code }) => {
      passlink = await createPasslink(backend)
      const { relay, database } = passlink
      relay.script[stage].push(reply)
      await startAndRequestLink(passlink)

      expect(await deliveryThatIs('sent', database)).toMatchObject({ attempts: 2, deferrals: 0 })
      expect(await attemptsOnRecord(database)).toMatchObject([
        { outcome: 'not_sent', smtp_code: code },
        { outcome: 'accepted' },
      ])
      expect(relay.mails).toHaveLength(1)
    },
  )

  test.runIf(available)('a refused login does not count against the mail', async () => {
    passlink = await createPasslink(backend)
    const { relay, database } = passlink
    relay.offers = encrypted => (encrypted ? ['AUTH PLAIN'] : ['STARTTLS'])
    relay.script.auth.push('535 5.7.8 wrong password')
    await startAndRequestLink(passlink, { SMTP_URL: trustingUrl(relay) })

    expect(await deliveryThatIs('sent', database)).toMatchObject({ attempts: 2, deferrals: 0 })
    expect(await attemptsOnRecord(database)).toMatchObject([
      { outcome: 'not_sent', smtp_code: 535, enhanced_code: '5.7.8', command: 'login' },
      { outcome: 'accepted' },
    ])
    expect(relay.mails).toHaveLength(1)
  })

  test.runIf(available)('mails wait while a relay is away, and are sent when it is back', async () => {
    passlink = await createPasslink(backend)
    const { relay, database } = passlink
    await relay.stop()
    await startAndRequestLink(passlink)
    await eventually(async () => {
      expect(await attemptsOnRecord(database)).toMatchObject([
        { outcome: 'not_sent', smtp_code: null, command: 'connect' },
      ])
    })
    const back = await startTestRelay(relay.port)
    try {
      expect(await deliveryThatIs('sent', database)).toMatchObject({ deferrals: 0 })
      expect(back.mails).toHaveLength(1)
    } finally {
      await back.stop()
    }
  })
})
