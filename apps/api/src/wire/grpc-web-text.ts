const text = 'application/grpc-web-text'

/** Whether a request is gRPC-Web in base64, for clients that cannot read a binary stream. */
export function isText(request: Request): boolean {
  return request.headers.get('content-type')?.toLowerCase().startsWith(text) ?? false
}

/** The same request in binary. The body is base64 as a whole, or consecutive base64 parts, each padded. */
export function readText(request: Request): Request {
  const headers = new Headers(request.headers)
  headers.set(
    'content-type',
    (headers.get('content-type') ?? '').toLowerCase().replace(text, 'application/grpc-web'),
  )
  headers.delete('content-length')
  const { url, method, signal } = request
  const body = request.body?.pipeThrough(fromBase64()) ?? null
  return new Request(url, { method, signal, headers, body, duplex: 'half' } as RequestInit)
}

/** The same answer in base64, chunk by chunk. */
export function answerText(response: Response): Response {
  const headers = new Headers(response.headers)
  if (!headers.get('content-type')?.startsWith('application/grpc-web')) return response
  headers.set('content-type', `${text}+proto`)
  headers.delete('content-length')
  return new Response(response.body?.pipeThrough(toBase64()) ?? null, { status: response.status, headers })
}

function fromBase64(): TransformStream<Uint8Array, Uint8Array> {
  let rest = ''
  const decode = (encoded: string) =>
    Buffer.concat((encoded.match(/[^=]+={0,2}/g) ?? []).map(part => Buffer.from(part, 'base64')))
  return new TransformStream({
    transform(chunk, controller) {
      const encoded = rest + Buffer.from(chunk).toString('latin1')
      const whole = encoded.length - (encoded.length % 4)
      rest = encoded.slice(whole)
      if (whole > 0) controller.enqueue(decode(encoded.slice(0, whole)))
    },
    flush(controller) {
      if (rest) controller.enqueue(decode(rest))
    },
  })
}

function toBase64(): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream({
    transform(chunk, controller) {
      controller.enqueue(new TextEncoder().encode(Buffer.from(chunk).toString('base64')))
    },
  })
}
