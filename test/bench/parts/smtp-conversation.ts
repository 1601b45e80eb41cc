import { once } from 'node:events'
import { connect } from 'node:net'

/** An SMTP connection (RFC 5321) that knows no trouble: one write a command, any refusal rejects. */
export type Conversation = {
  send: (from: string, to: string, content: Buffer) => Promise<void>
  close: () => void
}

export async function openConversation(port: number): Promise<Conversation> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true }).setEncoding('latin1')
  socket.on('error', () => socket.destroy())
  async function expect(code: string): Promise<void> {
    const [reply] = (await once(socket, 'data')) as [string]
    if (!reply.startsWith(code)) throw new Error(`the relay answered ${reply}`)
  }
  async function say(text: string | Buffer, code: string): Promise<void> {
    socket.write(text)
    await expect(code)
  }
  await expect('220')
  await say('EHLO bench\r\n', '250')
  return {
    async send(from, to, content) {
      await say(`MAIL FROM:<${from}>\r\n`, '250')
      await say(`RCPT TO:<${to}>\r\n`, '250')
      await say('DATA\r\n', '354')
      socket.cork()
      socket.write(content)
      socket.write('\r\n')
      process.nextTick(() => socket.uncork())
      await say('.\r\n', '250')
    },
    close: () => socket.destroy(),
  }
}
