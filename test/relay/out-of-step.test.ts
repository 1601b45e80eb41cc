import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { Reply } from '../servers/relay/reply.ts'
import { startTestRelay } from '../servers/relay.ts'
import { connectTo } from './hand-over.ts'

const late =
  (words: string): Reply =>
  async wire => {
    await pause(100)
    wire.write(`${words}\r\n`)
    return words
  }

async function startLane(timeouts?: Parameters<typeof connectTo>[1]) {
  const relay = await startTestRelay()
  onTestFinished(relay.stop)
  return { relay, lane: connectTo(relay.url, timeouts) }
}

test('a 421 that crosses the next mail on its way costs no attempt: the mail goes over another connection', async () => {
  const { relay, lane } = await startLane()
  await lane.send()
  relay.interrupt('421 4.4.2 idle for too long')
  expect(await lane.send()).toMatchObject({ outcome: 'accepted' })
  expect(relay.mails).toHaveLength(2)
  expect(relay.connections).toBe(2)
})

test.each([1, 2, 3])(
  'replies too many, %i of them, are never taken for the answer to the next mail',
  async count => {
    const { relay, lane } = await startLane()
    await lane.send()
    // Said once the next mail's sender is there, so that they look like its answers, and all mail arrives before the rest.
    relay.script.mail.push(`${'250 2.0.0 accepted\r\n'.repeat(count)}250 2.1.0 ok`)
    relay.script.rcpt.push(late('250 2.1.5 ok'))
    relay.script.message.push('550 5.7.1 refused')
    expect(await lane.send()).toMatchObject({ outcome: 'not_sent' })
    relay.script.message.length = 0
    expect(await lane.send()).toMatchObject({ outcome: 'accepted' })
    expect(relay.mails).toHaveLength(2)
    expect(relay.connections).toBe(2)
  },
)

test.each(['250 2.0.0 accepted', '552 5.3.4 too big', 'xyzzy'])(
  'a relay that answers before the mail’s end (%s) gets neither its end nor another mail over that connection',
  async reply => {
    const { relay, lane } = await startLane()
    relay.script.data.push(`354 go ahead\r\n${reply}`)
    await lane.send()
    expect(await lane.send()).toMatchObject({ outcome: 'accepted' })
    expect(relay.mails).toHaveLength(1)
    expect(relay.connections).toBe(2)
  },
)

test('a relay that never answers RSET holds up one mail, not those after it', async () => {
  const { relay, lane } = await startLane({ safeMs: 500 })
  relay.script.rcpt.push('550 5.1.1 no such mailbox')
  relay.script.rset.push('hang')
  expect(await lane.send()).toMatchObject({ outcome: 'rejected' })
  expect(await lane.send()).toMatchObject({ outcome: 'not_sent' })
  expect(await lane.send()).toMatchObject({ outcome: 'accepted' })
})
