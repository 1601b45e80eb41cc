import { once } from 'node:events'
import { connect } from 'node:net'
import { isWholeAnswer } from './http-answer.ts'

/** A connection that is kept alive and has one request under way at a time; `send` resolves to the answer's status. */
export type HttpConnection = { send: (request: string) => Promise<number>; close: () => void }

/** Opens a connection. Pipelined or interim answers are beyond it. */
export async function openHttpConnection(port: number): Promise<HttpConnection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true }).setEncoding('latin1')
  await once(socket, 'connect')
  let received = ''
  let pending: { resolve: (status: number) => void; reject: (error: Error) => void } | undefined

  socket.on('data', (chunk: string) => {
    received += chunk
    if (!isWholeAnswer(received)) return
    const status = Number(received.slice(9, 12))
    received = ''
    pending?.resolve(status)
  })
  const fail = (error: Error) => pending?.reject(error)
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('the server closed a connection under load')))

  return {
    send: request =>
      new Promise((resolve, reject) => {
        pending = { resolve, reject }
        socket.write(request)
      }),
    close: () => socket.destroy(),
  }
}
