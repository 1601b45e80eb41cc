import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { type ClientHttp2Stream, connect } from 'node:http2'
import { generateKeyPair } from 'jose'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { failure } from '../call.ts'
import { eventually } from '../eventually.ts'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'
import { encodings } from '../wire/encodings.ts'

let passlink: Passlink
/** What introspection is asked about, and how it answers. */
let asked: string[]
let answer: (token: string, response: ServerResponse) => void
beforeEach(async () => {
  asked = []
  answer = (token, response) => json(response, claimsOf(token))
  passlink = await createPasslink('postgres')
  const { issuer, environment } = passlink
  Object.assign(environment, {
    AUTH_CLIENT_ID: 'api',
    AUTH_CLIENT_SECRET: 'secret',
    INTROSPECTION_CACHE: '1h',
    TRUSTED_PROXIES: '1',
  })
  issuer.metadata.introspection_endpoint = `${issuer.url}/introspect`
  issuer.answers['/introspect'] = async (request, response) => {
    const token = new URLSearchParams(Buffer.concat(await request.toArray()).toString()).get('token') ?? ''
    asked.push(token)
    answer(token, response)
  }
})
afterEach(() => passlink?.stop())

const json = (response: ServerResponse, body: object) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
const claimsOf = (token: string) =>
  token.startsWith('good') ? { active: true, sub: 'alice', aud: 'passlink' } : { active: false }

const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })
const attacker = from('192.0.2.1')
const other = from('192.0.2.2')
const forged = async () =>
  passlink.issuer.token('alice', { signedBy: (await generateKeyPair('ES256')).privateKey })
type Api = { port: number }
const statusOf = async (api: Api, token: string, init?: RequestInit) =>
  (await askForLink(api, token, init)).status

/** Uses up a budget of three refusals. */
async function startOverBudget() {
  passlink.environment.REFUSALS_PER_ADDRESS = '3/1h'
  const api = await passlink.startApi()
  expect(await statusOf(api, 'good-before', attacker)).toBe(200)
  for (const token of ['bad-1', 'bad-2', 'bad-3']) expect(await statusOf(api, token, attacker)).toBe(401)
  return api
}

test('many different bad tokens at once are no more questions to the issuer than the budget and the slots', async () => {
  Object.assign(passlink.environment, {
    REFUSALS_PER_ADDRESS: '100/1h',
    ISSUER_CONCURRENCY: '20',
    // Client, API and issuer share one process here.
    CALL_TIMEOUT: '1m',
  })
  let together = 0
  let most = 0
  answer = (token, response) => {
    together += 1
    most = Math.max(most, together)
    response.on('finish', () => {
      together -= 1
    })
    setImmediate(() => json(response, claimsOf(token)))
  }
  const api = await passlink.startApi()
  const tokens = Array.from({ length: 20 }, (_, number) => `good-${number}`)
  for (const token of tokens) expect(await statusOf(api, token, other)).toBe(200)
  asked.length = 0
  const statuses = await flood(api, 500)
  expect(new Set(statuses)).toEqual(new Set([401, 429]))
  expect(asked.length).toBeGreaterThanOrEqual(100)
  expect(asked.length).toBeLessThanOrEqual(100 + 20)
  expect(most).toBeLessThanOrEqual(10)
  // None of the good ones has left the cache.
  asked.length = 0
  for (const token of tokens) expect(await statusOf(api, token, attacker)).toBe(200)
  expect(asked).toEqual([])
})

/** Sends so many bad tokens at once, a hundred on each connection. Resolves with the statuses of the answers. */
async function flood({ port }: Api, count: number): Promise<number[]> {
  const sessions = Array.from({ length: count / 100 }, () => connect(`http://127.0.0.1:${port}`))
  const statuses = Array.from({ length: count }, async (_, number) => {
    const stream = sessions[number % sessions.length]?.request({
      ':method': 'POST',
      ':path': '/users/me/passwordless/_send_link',
      authorization: `Bearer bad-${number}`,
      ...attacker.headers,
    }) as ClientHttp2Stream
    const [headers] = await once(stream.end('{}').resume(), 'response')
    return headers[':status']
  })
  const all = await Promise.all(statuses)
  for (const session of sessions) session.close()
  return all
}

test('an address that used its budget up is answered 429 until its next is due, and no other address is', async () => {
  const api = await startOverBudget()
  const refused = await askForLink(api, 'bad-4', attacker)
  expect(refused.status).toBe(429)
  expect(await refused.json()).toEqual(failure(8, 'tooManyTries', 'AUTH-2mAny'))
  const seconds = Number(refused.headers.get('retry-after'))
  expect(seconds).toBeGreaterThan(3_500)
  expect(seconds).toBeLessThanOrEqual(3_600)
  expect(await statusOf(api, 'good-later', attacker)).toBe(429)
  expect(asked).toEqual(['good-before', 'bad-1', 'bad-2', 'bad-3'])
  expect(await statusOf(api, 'bad-4', other)).toBe(401)
  expect(await statusOf(api, 'good-later', other)).toBe(200)
})

test('an address over its budget is answered so in every encoding', async () => {
  const api = await startOverBudget()
  for (const { ask } of encodings) {
    const { code, headers, details } = await ask(api, {
      headers: { authorization: 'Bearer bad-4', ...attacker.headers },
    })
    expect({ code, id: details[0]?.id }).toEqual({ code: 8, id: 'AUTH-2mAny' })
    expect(headers.get('retry-after')).toMatch(/^3[56]\d\d$/)
  }
  expect(asked).toHaveLength(4)
})

test('in every encoding a refusal counts for the address of its caller', async () => {
  passlink.environment.REFUSALS_PER_ADDRESS = '1/1h'
  const api = await passlink.startApi()
  for (const [index, { ask }] of encodings.entries()) {
    const headers = { authorization: 'Bearer bad', 'x-forwarded-for': `192.0.2.${index}` }
    expect((await ask(api, { headers })).code).toBe(16)
    expect((await ask(api, { headers })).code).toBe(8)
  }
})

test('tokens that can be told to be good are accepted from an address over its budget', async () => {
  const api = await startOverBudget()
  expect(await statusOf(api, 'good-before', attacker)).toBe(200)
  expect(await statusOf(api, await passlink.issuer.token('alice'), attacker)).toBe(200)
  expect(await statusOf(api, await forged(), attacker)).toBe(429)
})

test('the issuer is asked again about a token that it accepted before, from an address over its budget', async () => {
  passlink.environment.INTROSPECTION_CACHE = '1ms'
  const api = await startOverBudget()
  expect(await statusOf(api, 'good-before', attacker)).toBe(200)
  expect(asked.filter(token => token === 'good-before')).toHaveLength(2)
  answer = (_token, response) => json(response, { active: false })
  expect(await statusOf(api, 'good-before', attacker)).toBe(429)
  expect(await statusOf(api, 'good-before', attacker)).toBe(429)
  expect(asked.filter(token => token === 'good-before')).toHaveLength(3)
})

test('good tokens take nothing from the budget, nor do calls without a token', async () => {
  passlink.environment.REFUSALS_PER_ADDRESS = '1/1h'
  const api = await passlink.startApi()
  for (let round = 0; round < 5; round += 1) {
    expect(await statusOf(api, `good-${round}`, attacker)).toBe(200)
    expect(await statusOf(api, '', attacker)).toBe(401)
  }
  expect(await statusOf(api, 'bad', attacker)).toBe(401)
  expect(await statusOf(api, 'bad', attacker)).toBe(429)
})

test('while the issuer answers nothing about the tokens of one address, those of another are answered', async () => {
  passlink.environment.ISSUER_CONCURRENCY = '4'
  const held: ServerResponse[] = []
  answer = (token, response) =>
    token.startsWith('bad') ? void held.push(response) : json(response, claimsOf(token))
  const api = await passlink.startApi()
  const flood = Array.from({ length: 20 }, (_, number) => statusOf(api, `bad-${number}`, attacker))
  await eventually(() => expect(held).toHaveLength(2))
  expect(await statusOf(api, 'good', other)).toBe(200)
  answer = (token, response) => json(response, claimsOf(token))
  for (const response of held) json(response, { active: false })
  expect(await Promise.all(flood)).toEqual(Array(20).fill(401))
})

test('a token that was accepted before does not wait behind others of its address', async () => {
  Object.assign(passlink.environment, { ISSUER_CONCURRENCY: '4', INTROSPECTION_CACHE: '1ms' })
  const api = await passlink.startApi()
  expect(await statusOf(api, 'good', attacker)).toBe(200)
  const held: ServerResponse[] = []
  answer = (token, response) =>
    token.startsWith('bad') ? void held.push(response) : json(response, claimsOf(token))
  const flood = Array.from({ length: 20 }, (_, number) => statusOf(api, `bad-${number}`, attacker))
  await eventually(() => expect(held).toHaveLength(2))
  expect(await statusOf(api, 'good', attacker)).toBe(200)
  answer = (token, response) => json(response, claimsOf(token))
  for (const response of held) json(response, { active: false })
  await Promise.all(flood)
})

test('a question that got no slot in time is answered 503 and not asked', async () => {
  Object.assign(passlink.environment, { ISSUER_CONCURRENCY: '1', CALL_TIMEOUT: '200ms' })
  const held: ServerResponse[] = []
  answer = (_token, response) => void held.push(response)
  const api = await passlink.startApi()
  const first = statusOf(api, 'good-1', attacker)
  await eventually(() => expect(held).toHaveLength(1))
  const refused = await askForLink(api, 'good-2', other)
  expect(refused.status).toBe(503)
  expect(await refused.json()).toEqual(failure(14, 'issuerAway', 'AUTH-1ssUr'))
  for (const response of held) json(response, claimsOf('good'))
  await first
  expect(asked).toEqual(['good-1'])
})

test('the issuer is not asked about what cannot be a token', async () => {
  const api = await passlink.startApi()
  for (const token of ['a%b', 'ä', 'a=b', '=', 'a,b', '"a"', 'good,', 'x'.repeat(4_097)])
    expect(await statusOf(api, token)).toBe(401)
  expect(asked).toEqual([])
})

test('the longest token of every allowed character is asked about', async () => {
  const api = await passlink.startApi()
  const token = `good-._~+/09azAZ${'x'.repeat(4_078)}==`
  expect(token).toHaveLength(4_096)
  expect(await statusOf(api, token)).toBe(200)
})

test('userinfo is asked once about a token that it refuses', async () => {
  const { issuer } = passlink
  issuer.answers['/userinfo'] = (_request, response) => response.writeHead(403).end()
  const api = await passlink.startApi()
  const token = await issuer.token('dora')
  for (let call = 0; call < 3; call += 1) expect(await statusOf(api, token)).toBe(401)
  expect(issuer.requests.filter(path => path === '/userinfo')).toHaveLength(1)
})

test.each(['/introspect', '/userinfo'])('an endless body from %s is closed early', async path => {
  let written = 0
  const closed = new Promise<void>(resolve => {
    passlink.issuer.answers[path] = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const write = () => {
        written += 65_536
        response.write(' '.repeat(65_536))
      }
      response.on('drain', write).on('close', resolve)
      write()
    }
  })
  const api = await passlink.startApi()
  const token = path === '/userinfo' ? await passlink.issuer.token('dora') : 'good'
  expect(await statusOf(api, token)).toBe(503)
  await closed
  expect(written).toBeLessThan(16 * 1024 * 1024)
})

test.each(['/introspect', '/userinfo'])('an unfinished answer from %s times out', async path => {
  passlink.issuer.answers[path] = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('{')
  }
  const api = await passlink.startApi()
  const token = path === '/userinfo' ? await passlink.issuer.token('dora') : 'good'
  expect(await statusOf(api, token)).toBe(503)
})
