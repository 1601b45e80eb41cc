import type { Socket } from 'node:net'

// The connection preface of HTTP/2 (RFC 9113 section 3.4); no HTTP/1 request begins like it.
const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')

/**
 * Reads as many bytes of a new connection as it takes to know its protocol, and puts them back. Resolves with
 * undefined when the peer leaves, or says too little within `timeoutMs`, in which case the connection is closed.
 */
export function sniffProtocol(socket: Socket, timeoutMs: number): Promise<'http1' | 'http2' | undefined> {
  return new Promise(resolve => {
    let seen = Buffer.alloc(0)

    function settle(protocol: 'http1' | 'http2' | undefined) {
      clearTimeout(timer)
      socket.off('readable', read).off('end', leave).off('close', leave).off('error', leave)
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
    const leave = () => settle(undefined)

    const timer = setTimeout(leave, timeoutMs)
    socket.on('readable', read).on('end', leave).on('close', leave).on('error', leave)
  })
}
