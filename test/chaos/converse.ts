import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Stage } from './fault.ts'
import type { Trouble } from './relay.ts'

type Parts = { troubleAt: (stage: Stage) => Trouble | undefined; keep: (content: string) => void }

// Whoever is killed meanwhile does not know what became of its mail.
const deliberationMs = 100

const replies: Partial<Record<string, { stage: Stage; usual: string }>> = {
  EHLO: { stage: 'ehlo', usual: '250-chaos\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES' },
  MAIL: { stage: 'mail', usual: '250 2.1.0 sender ok' },
  RCPT: { stage: 'rcpt', usual: '250 2.1.5 recipient ok' },
  DATA: { stage: 'data', usual: '354 go ahead' },
  QUIT: { stage: 'quit', usual: '221 2.0.0 bye' },
}

/**
 * Speaks SMTP (RFC 5321) with a sender that awaits each reply. A mail is kept before it is accepted, and also when the
 * sender leaves after its final dot.
 */
export function converse(socket: Socket, { troubleAt, keep }: Parts): void {
  let received = ''
  let reading: 'commands' | 'content' | 'nothing' = 'commands'

  const say = (reply: string) => void socket.write(`${reply}\r\n`)

  /** Whether things go on at this stage as usual. */
  async function passes(stage: Stage): Promise<boolean> {
    const trouble = troubleAt(stage)
    if (!trouble) return true
    if (trouble.manner === 'silent' || trouble.manner === 'slow') await trouble.over
    if (trouble.manner === 'slow') return true
    if (trouble.manner === '451') say('451 4.3.0 come back later')
    else if (trouble.manner === '421') socket.end('421 4.3.2 closing\r\n')
    else socket.destroy()
    return false
  }

  async function command(line: string) {
    const verb = line.slice(0, 4).toUpperCase()
    const reply = replies[verb]
    if (!reply) return say(verb === 'RSET' ? '250 2.0.0 ok' : '502 5.5.1 unknown')
    if (!(await passes(reply.stage))) return
    say(reply.usual)
    if (verb === 'QUIT') socket.end()
    if (verb === 'DATA') await beginContent()
  }

  async function beginContent() {
    reading = 'nothing'
    await new Promise<void>(resolve => socket.once('data', () => resolve()))
    if (!(await passes('content'))) return
    reading = 'content'
    read()
  }

  async function endContent(content: string) {
    await delay(deliberationMs)
    if (!(await passes('after the dot, not kept'))) return
    keep(content)
    await delay(deliberationMs)
    if (await passes('after the dot, kept')) say('250 2.0.0 accepted')
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

  void passes('greeting').then(passed => passed && say('220 chaos ESMTP'))
  socket.setEncoding('latin1').on('data', (text: string) => {
    received += text
    read()
  })
}
