import { gunzipSync } from 'node:zlib'
import { fromBinary } from '@bufbuild/protobuf'
import { AuthService } from '@passlink/proto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPasslink, type Passlink } from '../passlink.ts'
import { frame } from './frames.ts'
import { postOverHttp2 } from './raw-http2.ts'
import { tokenFor } from './refusals.ts'

let passlink: Passlink
let api: { port: number }
let headers: Record<string, string>
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  api = await passlink.startApi()
  headers = { ...(await tokenFor(passlink, 'alice')), 'content-type': 'application/grpc' }
})
afterAll(() => passlink?.stop())

const { output } = AuthService.method.listMyPasswordless

const list = (more: Record<string, string> = {}) =>
  postOverHttp2(api, {
    path: '/zitadel.auth.v1.AuthService/ListMyPasswordless',
    headers: { ...headers, ...more },
    body: frame(Buffer.alloc(0)),
  })

test('an answer of native gRPC is compressed if the caller accepts it and it has 1 kB or more', async () => {
  const small = await list({ 'grpc-accept-encoding': 'gzip' })
  expect(small.body[0]).toBe(0)

  await passlink.database.sql`
    insert into passkeys (
      credential_id, user_id, public_key, counter, transports, attachment, backup_eligible, backed_up, aaguid,
      attestation_format, attestation, origin, rp_id, name
    )
    select 'key-' || n, 'alice', '', 0, '{}', 'platform', false, false, '00000000-0000-0000-0000-000000000000',
      'none', '', 'https://passlink.example', 'passlink.example', repeat('a', 60)
    from generate_series(1, 30) as n`
  const plain = await list()
  expect(plain.body[0]).toBe(0)
  const packed = await list({ 'grpc-accept-encoding': 'gzip' })
  expect(packed.headers['grpc-encoding']).toBe('gzip')
  expect(packed.body[0]).toBe(1)
  expect(fromBinary(output, gunzipSync(packed.body.subarray(5))).result).toHaveLength(30)
})

test('a request of native gRPC with another verb than POST is answered 405', async () => {
  const answer = await postOverHttp2(api, {
    path: '/zitadel.auth.v1.AuthService/ListMyPasswordless',
    headers: { ...headers, ':method': 'PUT' },
  })
  expect(answer.headers[':status']).toBe(405)
})
