import { once } from 'node:events'
import { connect } from 'node:http2'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPasslink, type Passlink } from '../passlink.ts'
import { encodings, restPath, rpcPath } from './encodings.ts'
import { tokenFor } from './refusals.ts'

let passlink: Passlink
let api: { port: number }
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  api = await passlink.startApi()
})
afterAll(() => passlink?.stop())

test.each([
  ['application/grpc', rpcPath],
  ['application/grpc-web', rpcPath],
  ['application/json', rpcPath],
  ['application/json', restPath],
])('after an invalid host in a request of %s to %s calls are answered', async (type, path) => {
  const session = connect(`http://127.0.0.1:${api.port}`).on('error', () => {})
  for (const authority of ['a:99999', '[', '%', '[::1']) {
    const head = { ':method': 'POST', ':path': path, ':authority': authority, 'content-type': type }
    const stream = session.request(head).on('error', () => {})
    stream.resume().end()
    await once(stream, 'close')
  }
  session.destroy()
  const headers = await tokenFor(passlink, 'alice')
  for (const { ask } of encodings) expect((await ask(api, { headers })).code).toBe(0)
})
