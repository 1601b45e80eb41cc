import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { Reply } from '../servers/relay/reply.ts'
import { startTestRelay } from '../servers/relay.ts'
import { connectTo } from './hand-over.ts'

const late =
  (text: string): Reply =>
  async wire => {
    await pause(100)
    wire.write(`${text}\r\n`)
    return text
  }

async function startConnection(limits?: Parameters<typeof connectTo>[1]) {
  const relay = await startTestRelay()
  onTestFinished(relay.stop)
  return { relay, connection: connectTo(relay.url, limits) }
}

test('a 421 that crosses with the next mail costs no attempt: the mail is sent over another connection', async () => {
  const { relay, connection } = await startConnection()
  await connection.send()
  relay.interrupt('421 4.4.2 idle for too long')
  expect(await connection.send()).toMatchObject({ outcome: 'accepted' })
  expect(relay.mails).toHaveLength(2)
  expect(relay.connections).toBe(2)
})

test.each([1, 2, 3])('%i extra replies are never taken as the answer to the next mail', async count => {
  const { relay, connection } = await startConnection()
  await connection.send()
  // Sent after the next MAIL, so that they look like its answers; RCPT is late, so that they arrive before the rest.
  relay.script.mail.push(`${'250 2.0.0 accepted\r\n'.repeat(count)}250 2.1.0 ok`)
  relay.script.rcpt.push(late('250 2.1.5 ok'))
  relay.script.message.push('550 5.7.1 refused')
  expect(await connection.send()).toMatchObject({ outcome: 'not_sent' })
  relay.script.message.length = 0
  expect(await connection.send()).toMatchObject({ outcome: 'accepted' })
  expect(relay.mails).toHaveLength(2)
  expect(relay.connections).toBe(2)
})

test.each(['250 2.0.0 accepted', '552 5.3.4 too big', 'xyzzy'])(
  'after an answer before the mail’s end (%s) neither the end nor another mail is sent over that connection',
  async reply => {
    const { relay, connection } = await startConnection()
    relay.script.data.push(`354 go ahead\r\n${reply}`)
    await connection.send()
    expect(await connection.send()).toMatchObject({ outcome: 'accepted' })
    expect(relay.mails).toHaveLength(1)
    expect(relay.connections).toBe(2)
  },
)

test('a relay that never answers RSET delays one mail, not those after it', async () => {
  const { relay, connection } = await startConnection({ login: 500 })
  relay.script.rcpt.push('550 5.1.1 no such mailbox')
  relay.script.rset.push('hang')
  expect(await connection.send()).toMatchObject({ outcome: 'rejected' })
  expect(await connection.send()).toMatchObject({ outcome: 'not_sent' })
  expect(await connection.send()).toMatchObject({ outcome: 'accepted' })
})
