/** A message framed as in gRPC and gRPC-Web; the flags mark it as compressed (1) or as trailers (128). */
export function frame(message: Uint8Array, flags = 0): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt8(flags)
  head.writeUInt32BE(message.byteLength, 1)
  return Buffer.concat([head, message])
}

/** The messages in the frames of an answer, and for gRPC-Web its trailers. */
export function readFrames(bytes: Buffer): { messages: Buffer[]; trailers: Headers } {
  const messages: Buffer[] = []
  const trailers = new Headers()
  for (let at = 0; at + 5 <= bytes.length; ) {
    const end = at + 5 + bytes.readUInt32BE(at + 1)
    const content = bytes.subarray(at + 5, end)
    if (bytes.readUInt8(at) & 0x80) readTrailers(content.toString(), trailers)
    else messages.push(content)
    at = end
  }
  return { messages, trailers }
}

function readTrailers(text: string, trailers: Headers) {
  for (const line of text.split('\r\n').filter(Boolean)) {
    const colon = line.indexOf(':')
    trailers.append(line.slice(0, colon), line.slice(colon + 1).trim())
  }
}
