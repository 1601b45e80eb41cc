import { expect, onTestFinished, test } from 'vitest'
import { startTestRelay } from '../servers/relay.ts'
import { openWireCounter } from '../servers/wire-counter.ts'
import { connectTo, mail } from './hand-over.ts'

/** What a mail costs over a connection that has sent one before. */
async function costsOfMail(extensions: string[]) {
  const relay = await startTestRelay()
  relay.offers = () => extensions
  const counter = await openWireCounter(relay.url, 'smtp', { holdMs: 20 })
  onTestFinished(async () => {
    await counter.close()
    await relay.stop()
  })
  const { send } = connectTo(counter.url)
  await send()
  counter.take()
  expect(await send()).toMatchObject({ outcome: 'accepted' })
  return counter.take()
}

const { from, to, content } = mail
const commands = `MAIL FROM:<${from}>\r\nRCPT TO:<${to}>\r\nDATA\r\n`
const bytes = commands.length + content.length + '.\r\n'.length

test('a mail takes two writes where the relay takes commands together: the commands, and the content with its end', async () => {
  expect(await costsOfMail(['PIPELINING'])).toEqual({ requests: 2, roundTrips: 2, bytes })
})

test('a mail takes a write for each command where the relay takes them one by one', async () => {
  expect(await costsOfMail([])).toEqual({ requests: 4, roundTrips: 4, bytes })
})
