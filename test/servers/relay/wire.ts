import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import type { SelfSigned } from './self-signed.ts'

/** The relay's side of a connection. It is read only on demand, so that the sender sees backpressure. */
export type Wire = {
  encrypted: boolean
  stream: Duplex
  /** Resolves to true once there is data to read, or to false at the end. */
  hasData: () => Promise<boolean>
  /** The next line, or undefined if the sender disconnected before its end. */
  line: () => Promise<string | undefined>
  /** The lines up to a lone dot (RFC 5321 section 4.1.1.4), or undefined if the sender disconnected before. */
  message: () => Promise<string | undefined>
}

export function createWire(stream: Duplex, encrypted: boolean): Wire {
  const chunks = stream.setEncoding('latin1').iterator({ destroyOnReturn: false })
  let received = ''

  async function more(): Promise<boolean> {
    const { value = '', done = false } = await chunks.next().catch(() => ({ value: '', done: true }))
    received += value
    return !done
  }

  async function upTo(end: string): Promise<string | undefined> {
    for (let from = 0; ; ) {
      const at = received.indexOf(end, from)
      if (at >= 0) {
        const part = received.slice(0, at)
        received = received.slice(at + end.length)
        return part
      }
      from = Math.max(0, received.length - end.length)
      if (!(await more())) return undefined
    }
  }

  return {
    encrypted,
    stream,
    hasData: async () => received !== '' || (await more()),
    line: () => upTo('\r\n'),
    async message() {
      // The dot may be on the first line.
      received = `\r\n${received}`
      const lines = await upTo('\r\n.\r\n')
      return lines?.slice(2).replace(/^\.\./gm, '.')
    },
  }
}

/** The same connection from the TLS handshake on. */
export function encrypt(socket: Socket, certificate: SelfSigned): Wire {
  const stream = new TLSSocket(socket, { isServer: true, ...certificate }).on('error', () => {})
  return createWire(stream, true)
}
