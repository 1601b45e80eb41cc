import { once } from 'node:events'
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { restPath } from './encodings.ts'
import { frame, readFrames } from './frames.ts'
import { postOverHttp2 } from './raw-http2.ts'
import { tokenFor } from './refusals.ts'

const path = '/grpc.health.v1.Health/Watch'
const perConnection = 50
const exhausted = 8

let passlink: Passlink
let api: { port: number }
let sessions: ClientHttp2Session[]
beforeEach(async () => {
  sessions = []
  passlink = await createPasslink('postgres')
  api = await passlink.startApi()
})
afterEach(async () => {
  for (const session of sessions) session.destroy()
  await passlink?.stop()
})

function openSession(): ClientHttp2Session {
  const session = connect(`http://127.0.0.1:${api.port}`).on('error', () => {})
  sessions.push(session)
  return session
}

/** Starts a watch in gRPC. Resolves once the first status has arrived; rejects if it is refused. */
async function watch(session: ClientHttp2Session): Promise<ClientHttp2Stream> {
  const headers = { ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' }
  const stream = session.request(headers).on('error', () => {})
  stream.end(frame(Buffer.alloc(0)))
  const ended = once(stream, 'close').then(() => Promise.reject(new Error('refused')))
  ended.catch(() => {})
  await Promise.race([once(stream, 'data'), ended])
  return stream
}

/** Asks for a watch that must be refused. Resolves to the code in each encoding. */
async function refusedWatch(session: ClientHttp2Session) {
  const ask = (type: string, body: Buffer) =>
    postOverHttp2(api, { path, headers: { 'content-type': type }, body }, session)
  const [grpc, grpcWeb, connected] = await Promise.all([
    ask('application/grpc', frame(Buffer.alloc(0))),
    ask('application/grpc-web', frame(Buffer.alloc(0))),
    ask('application/connect+json', frame(Buffer.from('{}'))),
  ])
  const [end] = readFrames(Buffer.concat([Buffer.from([0]), connected.body.subarray(1)])).messages
  return {
    grpc: Number(grpc.trailers['grpc-status'] ?? grpc.headers['grpc-status']),
    grpcWeb: Number(readFrames(grpcWeb.body).trailers.get('grpc-status')),
    connect: JSON.parse(String(end)).error.code,
  }
}

const refused = { grpc: exhausted, grpcWeb: exhausted, connect: 'resource_exhausted' }

test('a connection that watches health fifty times gets no more watches in any encoding, but calls are answered, and other connections can watch', async () => {
  const session = openSession()
  const [first] = await Promise.all(Array.from({ length: perConnection }, () => watch(session)))
  expect(await refusedWatch(session)).toEqual(refused)

  const headers = { 'content-type': 'application/json', ...(await tokenFor(passlink, 'alice')) }
  const answer = await postOverHttp2(api, { path: restPath, headers, body: Buffer.from('{}') }, session)
  expect(answer.headers[':status']).toBe(200)
  await watch(openSession())

  first?.close()
  await eventually(async () => {
    const again = await watch(session)
    again.close()
  })
})
