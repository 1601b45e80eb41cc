import type { Socket } from 'node:net'

// The connection preface of HTTP/2 (RFC 9113 section 3.4); no HTTP/1 request starts with it.
const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')

/**
 * Reads the first bytes of a new connection until they identify its protocol, and puts them back. Closes the connection
 * and resolves with undefined if the peer disconnects or sends too few bytes within `timeoutMs`.
 */
export function sniffProtocol(socket: Socket, timeoutMs: number): Promise<'http1' | 'http2' | undefined> {
  return new Promise(resolve => {
    let received = Buffer.alloc(0)

    function settle(protocol: 'http1' | 'http2' | undefined) {
      clearTimeout(timer)
      socket.off('readable', read).off('end', giveUp).off('close', giveUp).off('error', giveUp)
      if (!protocol) socket.destroy()
      else socket.unshift(received)
      resolve(protocol)
    }
    function read() {
      const chunk: Buffer | null = socket.read()
      if (!chunk) return
      received = Buffer.concat([received, chunk])
      const start = received.subarray(0, preface.length)
      if (!start.equals(preface.subarray(0, start.length))) settle('http1')
      else if (start.length === preface.length) settle('http2')
    }
    const giveUp = () => settle(undefined)

    const timer = setTimeout(giveUp, timeoutMs)
    socket.on('readable', read).on('end', giveUp).on('close', giveUp).on('error', giveUp)
  })
}
