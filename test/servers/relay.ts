import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'

/** Where in the conversation a reply is due; `message` is after the final dot. */
export type Stage = 'greeting' | 'ehlo' | 'mail' | 'rcpt' | 'data' | 'message' | 'rset' | 'quit'

/**
 * What the relay says, such as `451 4.7.1 come back later`, or a promise of it; `drop` closes without a word, `hang`
 * says nothing for ever.
 */
export type Reply = string | Promise<string>

export type ReceivedMail = ParsedMail & { envelope: { from: string; to: string }; raw: string }

/**
 * A relay that speaks SMTP (RFC 5321) as far as a sender can tell and keeps every message whose final dot it saw and
 * did not refuse. Replies put into `script` are used up one by one; without one it accepts.
 */
export type TestRelay = {
  url: string
  port: number
  mails: ReceivedMail[]
  /** Every command that any sender gave. */
  conversation: string[]
  script: Record<Stage, Reply[]>
  stop: () => Promise<void>
}

const agreement: Record<Stage, Reply> = {
  greeting: '220 test ESMTP',
  ehlo: '250-test\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES',
  mail: '250 2.1.0 sender ok',
  rcpt: '250 2.1.5 recipient ok',
  data: '354 go ahead',
  message: '250 2.0.0 accepted as TEST1',
  rset: '250 2.0.0 ok',
  quit: '221 2.0.0 bye',
}

const stages: Record<string, Stage> = {
  EHLO: 'ehlo',
  HELO: 'ehlo',
  MAIL: 'mail',
  RCPT: 'rcpt',
  DATA: 'data',
  RSET: 'rset',
  QUIT: 'quit',
}

export async function startTestRelay(port = 0): Promise<TestRelay> {
  const mails: ReceivedMail[] = []
  const conversation: string[] = []
  const script: TestRelay['script'] = {
    greeting: [],
    ehlo: [],
    mail: [],
    rcpt: [],
    data: [],
    message: [],
    rset: [],
    quit: [],
  }
  const sockets = new Set<Socket>()

  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    converse(
      socket,
      stage => script[stage].shift() ?? agreement[stage],
      mail => mails.push(mail),
      conversation,
    )
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  const chosen = (server.address() as AddressInfo).port
  return {
    url: `smtp://127.0.0.1:${chosen}`,
    port: chosen,
    mails,
    conversation,
    script,
    async stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function converse(
  socket: Socket,
  replyTo: (stage: Stage) => Reply,
  keep: (mail: ReceivedMail) => void,
  heard: string[],
) {
  let received = ''
  let inMessage = false
  let envelope = { from: '', to: '' }

  async function say(stage: Stage): Promise<boolean> {
    const reply = await replyTo(stage)
    if (reply === 'drop') socket.destroy()
    else if (reply !== 'hang') socket.write(`${reply}\r\n`)
    return !/^[45]/.test(reply)
  }

  async function endMessage(raw: string) {
    const mail = { ...(await simpleParser(raw)), envelope, raw }
    if (await say('message')) keep(mail)
  }

  // A sender awaits each reply, so the commands of one connection never overlap.
  async function command(line: string) {
    heard.push(line)
    const verb = line.slice(0, 4).toUpperCase()
    if (verb === 'MAIL') envelope = { from: addressIn(line), to: '' }
    if (verb === 'RCPT') envelope = { ...envelope, to: addressIn(line) }
    const stage = stages[verb]
    if (!stage) {
      socket.write('502 5.5.1 unknown\r\n')
      return
    }
    const agreed = await say(stage)
    inMessage = stage === 'data' && agreed
    if (stage === 'quit') socket.end()
  }

  void say('greeting')
  socket.setEncoding('latin1').on('data', (text: string) => {
    received += text
    for (;;) {
      const end = inMessage ? '\r\n.\r\n' : '\r\n'
      const at = received.indexOf(end)
      if (at < 0) return
      const part = received.slice(0, at)
      received = received.slice(at + end.length)
      if (!inMessage) void command(part)
      else {
        inMessage = false
        void endMessage(Buffer.from(part.replace(/^\.\./gm, '.'), 'latin1').toString())
      }
    }
  })
}

function addressIn(line: string): string {
  return /<([^>]*)>/.exec(line)?.[1] ?? ''
}
