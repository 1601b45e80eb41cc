import { once } from 'node:events'
import { connect as connectHttp2, constants } from 'node:http2'
import { connect } from 'node:net'
import { restPath, rpcPath } from './encodings.ts'
import { frame } from './frames.ts'

type Caller = { port: number; requestId: string; authorization: string }

/** Sends a call. Returns a function that disconnects, and resolves when the connection or stream is closed. */
export type SendCall = (caller: Caller) => () => Promise<unknown>

type Message = { path: string; type: string; body: Buffer; method?: string }

const framed = frame(Buffer.alloc(0))
const messages: Record<string, Message> = {
  JSON: { path: restPath, type: 'application/json', body: Buffer.from('{}') },
  Connect: { path: rpcPath, type: 'application/json', body: Buffer.from('{}') },
  'gRPC-Web': { path: rpcPath, type: 'application/grpc-web', body: framed },
  'gRPC-Web, text': {
    path: rpcPath,
    type: 'application/grpc-web-text',
    body: Buffer.from(framed.toString('base64')),
  },
}

export const overHttp1 =
  ({ path, type, body, method = 'POST' }: Message): SendCall =>
  ({ port, requestId, authorization }) => {
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    const head = [
      ...[
        `${method} ${path} HTTP/1.1`,
        'Host: a',
        `Authorization: ${authorization}`,
        `Content-Type: ${type}`,
      ],
      ...[`X-Request-Id: ${requestId}`, `Content-Length: ${body.length}`, '', ''],
    ]
    socket.write(head.join('\r\n'))
    socket.write(body)
    return () => once(socket.destroy(), 'close')
  }

const overHttp2 =
  ({ path, type, body }: Message): SendCall =>
  ({ port, requestId, authorization }) => {
    const session = connectHttp2(`http://127.0.0.1:${port}`).on('error', () => {})
    const stream = session.request({
      ...{ ':method': 'POST', ':path': path, 'content-type': type },
      ...{ authorization, 'x-request-id': requestId },
    })
    stream.on('error', () => {}).end(body)
    return async () => {
      stream.close(constants.NGHTTP2_CANCEL)
      await once(stream, 'close')
      session.close()
    }
  }

/** A call in every encoding over each version of HTTP. */
export const callers: Record<string, SendCall> = Object.fromEntries([
  ...Object.entries(messages).flatMap(([name, message]) => [
    [name, overHttp1(message)],
    [`${name} over HTTP/2`, overHttp2(message)],
  ]),
  ['gRPC', overHttp2({ path: rpcPath, type: 'application/grpc', body: framed })],
])
