import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

const silenceMsMax = 10_000

/**
 * Hands a mail without a return path to an LMTP server (RFC 2033) on this machine. Rejects with its reply unless it takes
 * the mail.
 */
export async function sendLmtp(port: number, recipient: string, mail: string): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    socket.setTimeout(silenceMsMax, () => socket.destroy())
    const lines = createInterface({ input: socket })[Symbol.asyncIterator]()

    async function expectReply(code: string): Promise<void> {
      const { value, done } = await lines.next()
      if (done) throw new Error('the connection was closed')
      if (!value.startsWith(code)) throw new Error(value)
      if (value[code.length] === '-') await expectReply(code)
    }
    const send = (text: string) => socket.write(`${text}\r\n`)

    await expectReply('220')
    for (const [command, code] of [
      ['LHLO localhost', '250'],
      ['MAIL FROM:<>', '250'],
      [`RCPT TO:<${recipient}>`, '250'],
      ['DATA', '354'],
      // Lines that begin with a dot get another one (RFC 5321 section 4.5.2).
      [`${mail.replace(/^\./gm, '..')}\r\n.`, '250'],
    ] as const) {
      send(command)
      await expectReply(code)
    }
    send('QUIT')
  } finally {
    socket.end()
  }
}
