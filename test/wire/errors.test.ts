import { catalogFor, type ErrorName } from '@passlink/messages'
import { saveUsers } from '@passlink/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPasslink, type Passlink } from '../passlink.ts'
import { alice } from '../people.ts'
import { type Gate, openGate } from '../servers/gate.ts'
import { type CallResult, encodings, restPath, rpcPath } from './encodings.ts'
import { type Refusal, refusals, tokenFor } from './refusals.ts'

let passlink: Passlink
let gate: Gate
let api: { port: number }
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  await saveUsers(passlink.database.db, [
    { ...alice, id: 'addressless', email: null },
    { ...alice, id: 'unverified', emailVerified: false },
    { ...alice, id: 'limited' },
  ])
  gate = await openGate(passlink.database.url)
  passlink.environment.DATABASE_URL = gate.url
  passlink.environment.LINKS_PER_USER = '1/1h'
  api = await passlink.startApi()
  const first = await encodings[0]?.ask(api, { headers: await tokenFor(passlink, 'limited') })
  expect(first?.code).toBe(0)
})
afterAll(async () => {
  await passlink?.stop()
  await gate?.shut()
})

// Connect maps each code to an HTTP status; gRPC and gRPC-Web always answer 200.
const connectStatus: Record<number, number> = { 3: 400, 8: 429, 9: 400, 14: 503, 16: 401 }

function statusOf(encoding: string, { code, http }: Pick<Refusal, 'code' | 'http'>) {
  if (encoding === 'JSON') return http
  return encoding.startsWith('Connect') ? connectStatus[code] : 200
}

function expectRefusal(encoding: string, result: CallResult, refusal: Omit<Refusal, 'ask'>) {
  const { code, text, id, headers = {} } = refusal
  const message = catalogFor(['en']).errors[text]
  expect(result).toMatchObject({
    code,
    http: statusOf(encoding, refusal),
    message: id ? `${message} (${id})` : message,
    details: id ? [{ id, message }] : [],
  })
  for (const [name, pattern] of Object.entries(headers)) expect(result.headers.get(name)).toMatch(pattern)
}

describe.each(encodings)('in $name', ({ name, ask }) => {
  test.each(Object.entries(refusals))('%s is answered with the common error', async (_, refusal) => {
    expectRefusal(name, await ask(api, await refusal.ask(passlink)), refusal)
  })

  test('an invalid message is answered with the common error', async () => {
    const result = await ask(api, {
      headers: await tokenFor(passlink, 'alice'),
      message: Buffer.from([0x7b, 0xff]),
    })
    const text: ErrorName = name === 'JSON' ? 'bodyMalformed' : 'messageMalformed'
    expectRefusal(name, result, { code: 3, http: 400, text, id: 'REST-b0dYm' })
  })

  test('a call without a token is refused before its message is checked', async () => {
    const result = await ask(api, { message: Buffer.from([0x7b, 0xff]) })
    expectRefusal(name, result, { code: 16, http: 401, text: 'authHeaderMissing' })
  })

  test('while the database is away the call is answered with the common error', async () => {
    const headers = await tokenFor(passlink, 'alice')
    await gate.shut()
    const result = await ask(api, { headers })
    await gate.open()
    const away = { code: 14, http: 503, text: 'unavailable', id: 'DB-4w4yX' } as const
    expectRefusal(name, result, { ...away, headers: { 'retry-after': /^1$/ } })
  })
})

test.each([
  ['JSON', { method: 'PUT' }, restPath, 405, { code: 12, message: 'Method Not Allowed' }],
  ['JSON', {}, `${restPath}/more`, 404, { code: 5, message: 'Not Found' }],
  ['Connect', {}, `${rpcPath}s`, 404, { code: 5, message: 'Not Found' }],
])('in %s %j %s is answered %i', async (_, init, path, status, body) => {
  const response = await fetch(`http://127.0.0.1:${api.port}${path}`, { method: 'POST', ...init })
  expect(response.status).toBe(status)
  expect(await response.json()).toEqual(body)
})

test.each(['GET', 'PUT'])('%s is not a method of an RPC', async method => {
  expect((await fetch(`http://127.0.0.1:${api.port}${rpcPath}`, { method })).status).toBe(405)
})

test.each(['text/xml', 'application/connect+json', 'application/grpc'])(
  'an RPC in %s over HTTP/1.1 is unsupported',
  async type => {
    const init = { method: 'POST', body: '{}', headers: { 'content-type': type } }
    expect((await fetch(`http://127.0.0.1:${api.port}${rpcPath}`, init)).status).toBe(415)
  },
)

test('an unknown RPC is unimplemented in gRPC', async () => {
  const grpc = encodings.find(({ name }) => name === 'gRPC')
  expect(await grpc?.ask(api, { path: `${rpcPath}s` })).toMatchObject({ code: 12, http: 200 })
})
