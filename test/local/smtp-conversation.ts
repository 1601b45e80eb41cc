import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

/** A raw SMTP conversation: `say` sends a line and returns the reply, or undefined when the connection closes instead. */
export async function converse(port: number) {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.on('error', () => {})
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]()

  async function reply(): Promise<string | undefined> {
    const { value, done } = await lines.next()
    if (done) return undefined
    return /^\d{3}-/.test(value) ? `${value}\n${await reply()}` : value
  }
  async function say(line: string) {
    socket.write(`${line}\r\n`)
    return reply()
  }
  async function open(recipient: string) {
    await say('EHLO test')
    await say('MAIL FROM:<no-reply@passlink.example>')
    return say(`RCPT TO:<${recipient}>`)
  }
  async function send(recipient: string, message: string) {
    await open(recipient)
    await say('DATA')
    return say(`${message}\r\n.`)
  }
  return { greeting: await reply(), say, open, send, close: () => socket.destroy() }
}
