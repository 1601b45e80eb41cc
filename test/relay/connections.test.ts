import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { startTestRelay, type TestRelay } from '../servers/relay.ts'
import { connectTo, mail } from './hand-over.ts'

async function startConnection() {
  const relay = await startTestRelay()
  onTestFinished(relay.stop)
  return { relay, connection: connectTo(relay.url) }
}

test('lines that begin with dots arrive as they are, and none of them ends the mail', async () => {
  const { relay, connection } = await startConnection()
  const content = 'Subject: dots\r\n\r\n.\r\n..\r\n.RSET\r\n'
  expect(await connection.send({ ...mail, content: Buffer.from(content) })).toMatchObject({
    outcome: 'accepted',
  })
  expect(relay.mails.map(({ raw }) => raw)).toEqual([content.trimEnd()])
})

const dataCommands = ({ conversation }: TestRelay) => conversation.filter(line => line === 'DATA').length

test('mails follow one another over one connection', async () => {
  const { relay, connection } = await startConnection()
  for (let count = 1; count <= 3; count += 1) {
    expect(await connection.send()).toMatchObject({ outcome: 'accepted' })
    expect(relay.mails).toHaveLength(count)
  }
  expect(relay.connections).toBe(1)
})

test.each(['', '421 4.4.2 idle for too long'])(
  'a connection that the relay ended while idle, with %j, is replaced before the next mail',
  async text => {
    const { relay, connection } = await startConnection()
    await connection.send()
    relay.interrupt(text)
    await eventually(() => expect(relay.openConnections()).toBe(0))
    expect(await connection.send()).toMatchObject({ outcome: 'accepted' })
    expect(relay.mails).toHaveLength(2)
  },
)

test('a connection that ends just before a mail costs no attempt: the mail is sent once over another', async () => {
  const { relay, connection } = await startConnection()
  await connection.send()
  relay.interrupt()
  expect(await connection.send()).toMatchObject({ outcome: 'accepted' })
  expect(relay.mails).toHaveLength(2)
  expect(dataCommands(relay)).toBe(2)
})

test.each(['mail', 'rcpt', 'data'] as const)(
  'a reused connection that is lost at %s is replaced once within the attempt',
  async stage => {
    const { relay, connection } = await startConnection()
    await connection.send()
    relay.script[stage].push('drop')
    expect(await connection.send()).toMatchObject({ outcome: 'accepted' })
    relay.script[stage].push('drop', 'drop')
    expect(await connection.send()).toMatchObject({ outcome: 'not_sent' })
    expect(relay.mails).toHaveLength(2)
    expect(relay.script[stage]).toEqual([])
    expect(relay.connections).toBe(3)
  },
)

test('a connection lost after the final dot is not replaced within the attempt', async () => {
  const { relay, connection } = await startConnection()
  await connection.send()
  relay.script.message.push('drop')
  expect(await connection.send()).toMatchObject({ outcome: 'unknown' })
  expect(relay.connections).toBe(1)
  expect(dataCommands(relay)).toBe(2)
})

test.each(['rcpt', 'message'] as const)(
  'after a mail rejected at %s the connection is reset and reused for the next mail',
  async stage => {
    const { relay, connection } = await startConnection()
    relay.script[stage].push('550 5.7.1 refused')
    expect(await connection.send()).toMatchObject({ outcome: 'rejected' })
    expect(await connection.send()).toMatchObject({ outcome: 'accepted' })
    expect(relay.conversation.filter(line => line === 'RSET')).toHaveLength(1)
    expect(relay.connections).toBe(1)
  },
)

test.each(['500 5.5.1 unknown', '421 4.3.2 going down', 'drop'])(
  'a relay that does not reset a connection (%s) gets the next mail over another',
  async reply => {
    const { relay, connection } = await startConnection()
    relay.script.rcpt.push('550 5.1.1 no such mailbox')
    relay.script.rset.push(reply)
    expect(await connection.send()).toMatchObject({ outcome: 'rejected' })
    expect(await connection.send()).toMatchObject({ outcome: 'accepted' })
    expect(relay.connections).toBe(2)
  },
)

test('a relay is found by a name that only this machine knows, at whichever of its addresses answers', async () => {
  const relay = await startTestRelay()
  onTestFinished(relay.stop)
  // From /etc/hosts: 127.0.0.1, and on most machines ::1 as well, where nobody listens.
  const connection = connectTo(relay.url.replace('127.0.0.1', 'localhost'))
  expect(await connection.send()).toMatchObject({ outcome: 'accepted' })
})

test('a probe connects, logs in and sends a command, but no mail; it says what went wrong', async () => {
  const { relay, connection } = await startConnection()
  expect(await connection.probe()).toBeNull()
  await eventually(() => expect(relay.conversation).toEqual([expect.stringMatching(/^EHLO/), 'RSET', 'QUIT']))
  relay.script.greeting.push('421 4.3.2 too busy, try again in 5 minutes')
  expect(await connection.probe()).toMatchObject({
    outcome: 'not_sent',
    smtpCode: 421,
    retryAfterMs: 300_000,
  })
  expect(await connection.send()).toMatchObject({ outcome: 'accepted' })
})

test('a probe of a silent relay is given up', async () => {
  const relay = await startTestRelay()
  onTestFinished(relay.stop)
  relay.script.greeting.push('hang')
  const connection = connectTo(relay.url, { silent: 200 })
  expect(await connection.probe()).toMatchObject({ outcome: 'not_sent', phase: 'greeting' })
})

test('an open connection that has become silent is replaced within the attempt', async () => {
  const relay = await startTestRelay()
  onTestFinished(relay.stop)
  const connection = connectTo(relay.url, { silent: 200 })
  await connection.send()
  relay.script.mail.push('hang')
  expect(await connection.send()).toMatchObject({ outcome: 'accepted' })
  expect(relay.connections).toBe(2)
  expect(relay.mails).toHaveLength(2)
})
