import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { startInbox } from '@passlink/local'
import { saveUsers } from '@passlink/store'
import { expect, onTestFinished, test } from 'vitest'
import { bounceSettings } from '../bounce-settings.ts'
import { eventually } from '../eventually.ts'
import { askForLink, createPasslink } from '../passlink.ts'
import { alice } from '../people.ts'
import { converse } from './smtp-conversation.ts'

const host = '127.0.0.1'

test.each([
  { tag: 'bounce', kind: 'bounced', detail: '550 5.1.1 No such mailbox any more' },
  { tag: 'complain', kind: 'complained', detail: /abuse/ },
])('a mail to an address with +$tag is taken and then reported as $kind', async ({ tag, kind, detail }) => {
  const passlink = await createPasslink('postgres')
  onTestFinished(() => passlink.stop())
  const { lmtpPort } = await passlink.startBounces()
  if (lmtpPort === undefined) throw new Error('no reports by mail')
  const inbox = await startInbox({ host, webPort: 0, smtpPort: 0, lmtpPort, reportDelayMs: 20 })
  onTestFinished(() => inbox.stop())
  await saveUsers(passlink.database.db, [{ ...alice, id: 'ann', email: `ann+${tag}@acme.example` }])
  const api = await passlink.startApi()
  await passlink.startWorker({ ...bounceSettings, SMTP_URL: `smtp://127.0.0.1:${inbox.smtpPort}` })
  expect((await askForLink(api, await passlink.issuer.token('ann'))).status).toBe(200)
  const reported = await eventually(async () => {
    const [event] = await passlink.database.sql`select type, data from events where type like ${`%${kind}`}`
    return event ?? Promise.reject(new Error('no report yet'))
  })
  expect(JSON.stringify(reported)).toMatch(detail)
})

test('a report that is not taken is said so', async () => {
  const { port: lmtpPort, ...refusing } = await startRefusing()
  onTestFinished(refusing.stop)
  const printed: string[] = []
  const print = (line: string) => printed.push(line)
  const inbox = await startInbox({ host, webPort: 0, smtpPort: 0, lmtpPort, reportDelayMs: 1, print })
  onTestFinished(() => inbox.stop())
  const smtp = await converse(inbox.smtpPort)
  expect(await smtp.send('alice+bounce@acme.example', 'Subject: x\r\n\r\nx')).toMatch(/^250 /)
  await eventually(() =>
    expect(printed).toEqual([
      'the report about the mail to alice+bounce@acme.example was not taken: 554 not today',
    ]),
  )
  smtp.close()
})

/** A server for reports that takes none. */
async function startRefusing() {
  const server = createServer(socket => socket.end('554 not today\r\n')).listen(0, host)
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, stop: () => void server.close() }
}
