import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

/** A raw SMTP conversation. `command` sends a line and resolves to the reply, or to undefined if the connection closes. */
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
  async function command(line: string) {
    socket.write(`${line}\r\n`)
    return reply()
  }
  async function open(recipient: string) {
    await command('EHLO test')
    await command('MAIL FROM:<no-reply@passlink.example>')
    return command(`RCPT TO:<${recipient}>`)
  }
  async function send(recipient: string, message: string) {
    await open(recipient)
    await command('DATA')
    return command(`${message}\r\n.`)
  }
  return { greeting: await reply(), command, open, send, close: () => socket.destroy() }
}
