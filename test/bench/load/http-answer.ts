/** Whether what was received is a whole answer of HTTP/1.1, by its length or its last chunk (RFC 9112 section 6). */
export function isWholeAnswer(received: string): boolean {
  const headEnd = received.indexOf('\r\n\r\n')
  if (headEnd < 0) return false
  const head = received.slice(0, headEnd)
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length !== undefined) return received.length >= headEnd + 4 + Number(length)
  return received.endsWith('\r\n0\r\n\r\n')
}
