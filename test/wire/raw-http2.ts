import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2'

/** The whole answer on one stream of HTTP/2. */
export type Http2Answer = { headers: IncomingHttpHeaders; trailers: IncomingHttpHeaders; body: Buffer }

export type Http2Request = { path: string; headers?: Record<string, string>; body?: Uint8Array | undefined }

/** `POST`s over cleartext HTTP/2 with prior knowledge, on a new connection unless one is given. */
export async function postOverHttp2(
  { port }: { port: number },
  request: Http2Request,
  given?: ClientHttp2Session,
): Promise<Http2Answer> {
  const session = given ?? connect(`http://127.0.0.1:${port}`).on('error', () => {})
  try {
    return await post(session, request)
  } finally {
    if (!given) session.destroy()
  }
}

function post(session: ClientHttp2Session, { path, headers, body }: Http2Request): Promise<Http2Answer> {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ':method': 'POST', ':path': path, ...headers })
    const answer: Http2Answer = { headers: {}, trailers: {}, body: Buffer.alloc(0) }
    stream
      .on('response', got => {
        answer.headers = got
      })
      .on('trailers', got => {
        answer.trailers = got
      })
      .on('data', (chunk: Buffer) => {
        answer.body = Buffer.concat([answer.body, chunk])
      })
      .on('error', reject)
      .on('close', () => resolve(answer))
      .end(body)
  })
}
