import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Stage } from './fault.ts'
import type { Trouble } from './relay.ts'

type Parts = { troubleAt: (stage: Stage) => Trouble | undefined; store: (content: string) => void }

// Long enough that a sender can be killed before it knows the outcome of its mail.
const processingMs = 100

const replies: Partial<Record<string, { stage: Stage; usual: string }>> = {
  EHLO: { stage: 'ehlo', usual: '250-chaos\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES' },
  MAIL: { stage: 'mail', usual: '250 2.1.0 sender ok' },
  RCPT: { stage: 'rcpt', usual: '250 2.1.5 recipient ok' },
  DATA: { stage: 'data', usual: '354 go ahead' },
  QUIT: { stage: 'quit', usual: '221 2.0.0 bye' },
}

/**
 * Speaks SMTP (RFC 5321) with a sender that awaits each reply. A mail is stored before it is accepted, and also if the
 * sender disconnects after the final dot.
 */
export function converse(socket: Socket, { troubleAt, store }: Parts): void {
  let received = ''
  let reading: 'commands' | 'content' | 'nothing' = 'commands'

  const say = (reply: string) => void socket.write(`${reply}\r\n`)

  /** Applies the trouble of this stage, if any. Resolves to whether the conversation proceeds as usual. */
  async function proceeds(stage: Stage): Promise<boolean> {
    const trouble = troubleAt(stage)
    if (!trouble) return true
    if (trouble.manner === 'silent' || trouble.manner === 'slow') await trouble.over
    if (trouble.manner === 'slow') return true
    if (trouble.manner === 'mute') return false
    if (trouble.manner === '451') say('451 4.3.0 come back later')
    else if (trouble.manner === '421') socket.end('421 4.3.2 closing\r\n')
    else socket.destroy()
    return false
  }

  async function command(line: string) {
    const verb = line.slice(0, 4).toUpperCase()
    const reply = replies[verb]
    if (!reply) return say(verb === 'RSET' ? '250 2.0.0 ok' : '502 5.5.1 unknown')
    if (!(await proceeds(reply.stage))) return
    say(reply.usual)
    if (verb === 'QUIT') socket.end()
    if (verb === 'DATA') await beginContent()
  }

  async function beginContent() {
    reading = 'nothing'
    await new Promise<void>(resolve => socket.once('data', () => resolve()))
    if (!(await proceeds('content'))) return
    reading = 'content'
    read()
  }

  async function endContent(content: string) {
    await delay(processingMs)
    if (!(await proceeds('after the dot, not kept'))) return
    store(content)
    await delay(processingMs)
    if (await proceeds('after the dot, kept')) say('250 2.0.0 accepted')
  }

  function read() {
    while (reading !== 'nothing') {
      const end = reading === 'content' ? '\r\n.\r\n' : '\r\n'
      const at = received.indexOf(end)
      if (at < 0) return
      const part = received.slice(0, at)
      received = received.slice(at + end.length)
      if (reading === 'commands') void command(part)
      else {
        reading = 'commands'
        void endContent(part)
      }
    }
  }

  void proceeds('greeting').then(mayProceed => mayProceed && say('220 chaos ESMTP'))
  socket.setEncoding('latin1').on('data', (text: string) => {
    received += text
    read()
  })
}
