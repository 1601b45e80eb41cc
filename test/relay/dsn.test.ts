import { expect, test } from 'vitest'
import { startTestRelay } from '../servers/relay.ts'
import { connectTo, mail } from './hand-over.ts'

const commandsOf = async (extensions: string[], to = mail.to) => {
  const relay = await startTestRelay()
  relay.offers = () => extensions
  try {
    expect((await connectTo(relay.url).send({ ...mail, to })).outcome).toBe('accepted')
    return relay.conversation.filter(command => /^(MAIL|RCPT)/.test(command))
  } finally {
    await relay.stop()
  }
}

test('a relay that offers it is to report failures and delays, with the delivery and without the body', async () => {
  expect(await commandsOf(['DSN'])).toEqual([
    expect.stringMatching(/^MAIL FROM:<no-reply@passlink.example> .*RET=HDRS ENVID=0190b6c1$/),
    'RCPT TO:<alice@acme.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;alice@acme.example',
  ])
})

test('an address beyond ASCII is not in the request, which could not say it', async () => {
  const [, rcpt] = await commandsOf(['DSN', 'SMTPUTF8'], 'zoë@acme.example')
  expect(rcpt).toMatch(/^RCPT TO:<.*@acme\.example> NOTIFY=FAILURE,DELAY$/)
})

test('a relay that does not offer it is asked for nothing', async () => {
  expect(await commandsOf([])).toEqual([
    'MAIL FROM:<no-reply@passlink.example>',
    'RCPT TO:<alice@acme.example>',
  ])
})
