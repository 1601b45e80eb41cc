import { readFileSync } from 'node:fs'
import { generateKeyPair } from 'jose'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { failure } from '../call.ts'
import { createLogLines } from '../log-lines.ts'
import { metricsOf } from '../metrics-of.ts'
import { type App, askForLink, createPasslink, type Passlink } from '../passlink.ts'
import { encodings } from '../wire/encodings.ts'

const { log, lines } = createLogLines()

let passlink: Passlink
let api: App
beforeEach(async () => {
  lines.length = 0
  passlink = await createPasslink('postgres', log)
  const { issuer, environment } = passlink
  Object.assign(environment, { AUTH_CLIENT_ID: 'api', AUTH_CLIENT_SECRET: 'secret' })
  issuer.metadata.introspection_endpoint = `${issuer.url}/introspect`
  issuer.answers['/introspect'] = (_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"active":false}')
  api = await passlink.startApi()
})
afterEach(() => passlink?.stop())

const refusals = () => lines.map(line => JSON.parse(line)).filter(({ msg }) => msg === 'token refused')
const metrics = () => metricsOf(api)
const seconds = (fromNow: number) => Math.floor(Date.now() / 1_000) + fromNow
const userinfo = (status: number) => {
  passlink.issuer.answers['/userinfo'] = (_request, response) => response.writeHead(status).end()
  return passlink.issuer.token('dora')
}

type Case = [string, string, (passlink: Passlink) => Promise<string> | string, object]

const cases: Case[] = [
  [
    'for another audience',
    'audience',
    ({ issuer }) => issuer.token('alice', { claims: { aud: ['account'] } }),
    { why: 'its aud is ["account"]' },
  ],
  [
    'of another issuer',
    'issuer',
    ({ issuer }) => issuer.token('alice', { claims: { iss: 'https://other.example' } }),
    { claim: 'iss', value: '"https://other.example"' },
  ],
  [
    'of another issuer, with a key of its own',
    'issuer',
    async ({ issuer }) =>
      issuer.token('alice', {
        claims: { iss: 'https://other.example' },
        header: { kid: 'other' },
        signedBy: (await generateKeyPair('ES256')).privateKey,
      }),
    { claim: 'iss', value: '"https://other.example"' },
  ],
  [
    'that has expired',
    'expired',
    ({ issuer }) => issuer.token('alice', { expiresInSeconds: -60 }),
    { claim: 'exp', value: expect.stringMatching(/^\d+$/) },
  ],
  [
    'that is not valid yet',
    'not_yet_valid',
    ({ issuer }) => issuer.token('alice', { claims: { nbf: seconds(60) } }),
    { claim: 'nbf', value: expect.stringMatching(/^\d+$/) },
  ],
  [
    'with a key that the issuer does not have',
    'key',
    async ({ issuer }) =>
      issuer.token('alice', {
        header: { kid: 'other' },
        signedBy: (await generateKeyPair('ES256')).privateKey,
      }),
    { why: expect.stringContaining('no applicable key found') },
  ],
  [
    'whose signature is wrong',
    'signature',
    async ({ issuer }) => issuer.token('alice', { signedBy: (await generateKeyPair('ES256')).privateKey }),
    { why: 'signature verification failed' },
  ],
  ['that is too long', 'malformed', () => 'x'.repeat(4_097), {}],
  [
    'that is opaque and of another issuer',
    'issuer',
    ({ issuer }) => {
      issuer.answers['/introspect'] = (_request, response) =>
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end('{"active":true,"iss":"https://other.example"}')
      return 'x'.repeat(43)
    },
    { why: 'its iss is "https://other.example"' },
  ],
  ['that the issuer does not know', 'inactive', () => 'x'.repeat(43), {}],
  [
    'for which userinfo answers 403',
    'userinfo_forbidden',
    () => userinfo(403),
    { why: 'userinfo answers 403: the token lacks the scope openid' },
  ],
  ['for which userinfo answers 401', 'userinfo', () => userinfo(401), { why: 'userinfo answers 401' }],
]

test.each(cases)(
  'a token %s gets the one answer, and the log and a count the reason: %s',
  async (_, reason, make, more) => {
    const token = await make(passlink)
    const requestId = 'asked-by-a-caller'
    const response = await askForLink(api, token, { headers: { 'x-request-id': requestId } })
    expect(response.status).toBe(401)
    expect(await response.json()).toEqual(failure(16, 'tokenInvalid', 'AUTH-7fs1e'))
    expect(refusals()).toEqual([expect.objectContaining({ level: 40, reason, requestId, ...more })])
    expect(refusals()[0].address).toBe('127.0.0.1')
    expect(lines.join('')).not.toContain(token.slice(-40))
    expect(JSON.stringify(refusals())).not.toMatch(/alice|dora/)
    const counts = (await metrics()).match(/^passlink_refusals_total\{.*[1-9]\d*$/gm)
    expect(counts).toEqual([`passlink_refusals_total{reason="${reason}"} 1`])
  },
)

test('an accepted token, and a call without one, are neither logged nor counted as refused', async () => {
  expect((await askForLink(api, await passlink.issuer.token('alice'))).status).toBe(200)
  expect((await fetch(`http://127.0.0.1:${api.port}/v1/links/x`)).status).toBe(401)
  expect(refusals()).toEqual([])
  expect(await metrics()).not.toMatch(/^passlink_refusals_total\{.*[1-9]\d*$/m)
})

test.each(['/v1/links/x', '/v1/users/alice'])('a refusal at %s is logged and counted too', async path => {
  const headers = { authorization: `Bearer ${'x'.repeat(43)}` }
  expect((await fetch(`http://127.0.0.1:${api.port}${path}`, { headers })).status).toBe(401)
  expect(refusals()).toMatchObject([{ reason: 'inactive', address: '127.0.0.1' }])
  expect(refusals()[0].requestId).toEqual(expect.any(String))
})

test('without a proxy a refusal in every encoding has the address of the connection', async () => {
  for (const { ask } of encodings)
    expect((await ask(api, { headers: { authorization: `Bearer ${'x'.repeat(43)}` } })).code).toBe(16)
  expect(refusals().map(({ address }) => address)).toEqual(encodings.map(() => '127.0.0.1'))
})

test('without TRUSTED_PROXIES the first refusal that came over a proxy is reported, and no other', async () => {
  const init = { headers: { 'x-forwarded-for': '192.0.2.1' } }
  for (let call = 0; call < 2; call += 1)
    expect((await askForLink(api, 'x'.repeat(43), init)).status).toBe(401)
  expect(lines.filter(line => line.includes('TRUSTED_PROXIES is not set'))).toHaveLength(1)
  expect(refusals()).toMatchObject([{ address: '127.0.0.1' }, { address: '127.0.0.1' }])
})

test('a token whose key may be new is logged by its reason, and not as a failed call', async () => {
  const forged = async (kid: string) =>
    passlink.issuer.token('alice', {
      header: { kid },
      signedBy: (await generateKeyPair('ES256')).privateKey,
    })
  expect((await askForLink(api, await forged('one'))).status).toBe(401)
  expect((await askForLink(api, await forged('two'))).status).toBe(503)
  expect(refusals()).toMatchObject([{ reason: 'key' }, { reason: 'key_pending' }])
  expect(lines.join('')).not.toContain('call failed')
})

test('docs/providers.md explains every reason that is counted, and no other', async () => {
  const page = readFileSync(new URL('../../docs/providers.md', import.meta.url), 'utf8')
  const section = page.split(/^## /m).find(each => each.startsWith('It says 401')) ?? ''
  const explained = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, reason]) => reason)
  const counted = [...(await metrics()).matchAll(/^passlink_refusals_total\{reason="(\w+)"\}/gm)]
  expect(explained.sort()).toEqual(counted.map(([, reason]) => reason).sort())
})
