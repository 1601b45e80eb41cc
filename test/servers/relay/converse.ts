import type { Socket } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import type { Reply, Stage } from './reply.ts'
import type { SelfSigned } from './self-signed.ts'
import { createWire, encrypt } from './wire.ts'

export type ReceivedMail = ParsedMail & { envelope: { from: string; to: string }; raw: string }

/** What a conversation needs from its relay. */
export type Parts = {
  implicitTls: boolean
  certificate: SelfSigned
  offers: (encrypted: boolean) => string[]
  /** Takes the next scripted reply for this stage, if any. */
  scripted: (stage: Stage) => Reply | undefined
  onCommand: (command: string) => void
  onMail: (mail: ReceivedMail) => void
}

const usualReplies = {
  greeting: '220 relay.test ESMTP',
  starttls: '220 2.0.0 ready to start TLS',
  auth: '235 2.7.0 welcome',
  mail: '250 2.1.0 sender ok',
  rcpt: '250 2.1.5 recipient ok',
  data: '354 go ahead',
  message: '250 2.0.0 accepted as TEST1',
  rset: '250 2.0.0 ok',
  quit: '221 2.0.0 bye',
}

const stages: Record<string, Exclude<keyof typeof usualReplies, 'greeting' | 'message'> | 'ehlo'> = {
  EHLO: 'ehlo',
  HELO: 'ehlo',
  STARTTLS: 'starttls',
  AUTH: 'auth',
  MAIL: 'mail',
  RCPT: 'rcpt',
  DATA: 'data',
  RSET: 'rset',
  QUIT: 'quit',
}

/** Speaks SMTP (RFC 5321) until either side disconnects. */
export async function converse(socket: Socket, relay: Parts): Promise<void> {
  let wire = relay.implicitTls ? encrypt(socket, relay.certificate) : createWire(socket, false)
  let envelope = { from: '', to: '' }
  await respond('greeting', usualReplies.greeting)
  for (;;) {
    const line = await wire.line()
    if (line === undefined) return
    relay.onCommand(line)
    const verb = (/^[a-z]+/i.exec(line)?.[0] ?? '').toUpperCase()
    const stage = stages[verb]
    if (!stage || ((stage === 'starttls' || stage === 'auth') && !isOffered(verb))) {
      wire.stream.write('502 5.5.1 unknown\r\n')
      continue
    }
    const accepted = await respond(stage, stage === 'ehlo' ? ehloReply() : usualReplies[stage])
    if (stage === 'mail') envelope = { from: addressIn(line), to: '' }
    if (stage === 'rcpt' && accepted) envelope = { ...envelope, to: addressIn(line) }
    if (stage === 'starttls' && accepted) wire = encrypt(socket, relay.certificate)
    if (stage === 'data' && accepted) await receive()
    if (stage === 'quit') socket.end()
  }

  async function receive() {
    const early = (await wire.hasData()) && (await respond('content'))
    const message = await wire.message()
    if (message === undefined) return
    const raw = Buffer.from(message, 'latin1').toString()
    const mail = { ...(await simpleParser(raw)), envelope, raw }
    const isAccepted = early ?? (await respond('message', usualReplies.message))
    if (isAccepted && envelope.to) relay.onMail(mail)
  }

  /** Sends the scripted or the `usual` reply, if any. Resolves to whether it accepts. */
  async function respond(stage: Stage, usual?: string): Promise<boolean | undefined> {
    const reply = relay.scripted(stage) ?? usual
    if (reply === undefined) return undefined
    const text = await (typeof reply === 'function' ? reply(wire.stream) : reply)
    if (text === 'drop') socket.destroy()
    else if (text !== 'hang' && typeof reply !== 'function') wire.stream.write(`${text}\r\n`)
    if (text.startsWith('421')) socket.end()
    return !/^[45]/.test(text)
  }

  function ehloReply(): string {
    const lines = ['relay.test', ...relay.offers(wire.encrypted)]
    return lines.map((line, index) => `250${index < lines.length - 1 ? '-' : ' '}${line}`).join('\r\n')
  }

  function isOffered(verb: string): boolean {
    return relay.offers(wire.encrypted).some(offer => offer.split(' ')[0] === verb)
  }
}

function addressIn(line: string): string {
  return /<([^>]*)>/.exec(line)?.[1] ?? ''
}
