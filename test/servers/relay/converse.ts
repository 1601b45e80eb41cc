import type { Socket } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import type { Reply, Stage } from './reply.ts'
import type { SelfSigned } from './self-signed.ts'
import { createWire, encrypt } from './wire.ts'

export type ReceivedMail = ParsedMail & { envelope: { from: string; to: string }; raw: string }

/** What a conversation needs of its relay. */
export type Parts = {
  implicitTls: boolean
  certificate: SelfSigned
  offers: (encrypted: boolean) => string[]
  /** The reply that is scripted for this stage, if any; it is used up. */
  scripted: (stage: Stage) => Reply | undefined
  heard: (command: string) => void
  keep: (mail: ReceivedMail) => void
}

const agreement = {
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

const stages: Record<string, Exclude<keyof typeof agreement, 'greeting' | 'message'> | 'ehlo'> = {
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

/** Speaks SMTP (RFC 5321) as far as a sender can tell, until either side leaves. */
export async function converse(socket: Socket, relay: Parts): Promise<void> {
  let wire = relay.implicitTls ? encrypt(socket, relay.certificate) : createWire(socket, false)
  let envelope = { from: '', to: '' }
  await say('greeting', agreement.greeting)
  for (;;) {
    const line = await wire.line()
    if (line === undefined) return
    relay.heard(line)
    const verb = (/^[a-z]+/i.exec(line)?.[0] ?? '').toUpperCase()
    const stage = stages[verb]
    if (!stage || ((stage === 'starttls' || stage === 'auth') && !isOffered(verb))) {
      wire.stream.write('502 5.5.1 unknown\r\n')
      continue
    }
    const agreed = await say(stage, stage === 'ehlo' ? greetingBack() : agreement[stage])
    if (stage === 'mail') envelope = { from: addressIn(line), to: '' }
    if (stage === 'rcpt' && agreed) envelope = { ...envelope, to: addressIn(line) }
    if (stage === 'starttls' && agreed) wire = encrypt(socket, relay.certificate)
    if (stage === 'data' && agreed) await receive()
    if (stage === 'quit') socket.end()
  }

  async function receive() {
    const early = (await wire.begun()) && (await say('content'))
    const message = await wire.message()
    if (message === undefined) return
    const raw = Buffer.from(message, 'latin1').toString()
    const mail = { ...(await simpleParser(raw)), envelope, raw }
    const taken = early ?? (await say('message', agreement.message))
    if (taken && envelope.to) relay.keep(mail)
  }

  /** Says what is scripted or `usual`, if anything; tells whether that is no refusal. */
  async function say(stage: Stage, usual?: string): Promise<boolean | undefined> {
    const reply = relay.scripted(stage) ?? usual
    if (reply === undefined) return undefined
    const words = await (typeof reply === 'function' ? reply(wire.stream) : reply)
    if (words === 'drop') socket.destroy()
    else if (words !== 'hang' && typeof reply !== 'function') wire.stream.write(`${words}\r\n`)
    if (words.startsWith('421')) socket.end()
    return !/^[45]/.test(words)
  }

  function greetingBack(): string {
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
