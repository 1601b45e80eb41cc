import { once } from 'node:events'
import { connect } from 'node:http2'

/** A connection with one RPC under way at a time; `send` resolves to its gRPC status, 0 for success. */
export type GrpcConnection = {
  send: (token: string, key: string | undefined) => Promise<number>
  close: () => void
}

// An empty message, not compressed, as gRPC frames it.
const emptyMessage = Buffer.alloc(5)

/** Opens a connection that speaks as much of gRPC over HTTP/2 as a unary call takes. */
export async function openGrpcConnection(port: number): Promise<GrpcConnection> {
  const session = connect(`http://127.0.0.1:${port}`)
  await once(session, 'connect')
  let fail: (error: Error) => void = () => {}
  session.on('error', error => fail(error))
  session.on('close', () => fail(new Error('the server closed a connection under load')))

  return {
    send: (token, key) =>
      new Promise((resolve, reject) => {
        fail = reject
        const stream = session.request({
          ':method': 'POST',
          ':path': '/zitadel.auth.v1.AuthService/SendMyPasswordlessLink',
          'content-type': 'application/grpc',
          te: 'trailers',
          authorization: `Bearer ${token}`,
          ...(key ? { 'idempotency-key': key } : {}),
        })
        let status = Number.NaN
        const read = (headers: Record<string, unknown>) => {
          if (headers['grpc-status'] !== undefined) status = Number(headers['grpc-status'])
        }
        stream.on('response', read).on('trailers', read).on('error', reject)
        stream.on('end', () => resolve(status)).resume()
        stream.end(emptyMessage)
      }),
    close: () => session.destroy(),
  }
}
