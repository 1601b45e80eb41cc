import type { Socket } from 'node:net'

// The connection preface of HTTP/2 (RFC 9113 section 3.4); no HTTP/1 request begins like it.
const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')

/**
 * Reads the first bytes of a new connection, as many as identify its protocol, and puts them back. Resolves with undefined
 * when the peer hangs up, or sends too little within `timeoutMs`; the connection is closed then.
 */
export function sniffProtocol(socket: Socket, timeoutMs: number): Promise<'http1' | 'http2' | undefined> {
  return new Promise(resolve => {
    let seen = Buffer.alloc(0)

    function settle(protocol: 'http1' | 'http2' | undefined) {
      clearTimeout(timer)
      socket.off('readable', read).off('end', giveUp).off('close', giveUp).off('error', giveUp)
      if (!protocol) socket.destroy()
      else socket.unshift(seen)
      resolve(protocol)
    }
    function read() {
      const chunk: Buffer | null = socket.read()
      if (!chunk) return
      seen = Buffer.concat([seen, chunk])
      const begun = seen.subarray(0, preface.length)
      if (!begun.equals(preface.subarray(0, begun.length))) settle('http1')
      else if (begun.length === preface.length) settle('http2')
    }
    const giveUp = () => settle(undefined)

    const timer = setTimeout(giveUp, timeoutMs)
    socket.on('readable', read).on('end', giveUp).on('close', giveUp).on('error', giveUp)
  })
}
