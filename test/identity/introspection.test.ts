import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'

let passlink: Passlink
let answer: Record<string, unknown>
beforeEach(async () => {
  passlink = await createPasslink('postgres')
  const { issuer, environment } = passlink
  Object.assign(environment, { AUTH_CLIENT_ID: 'api', AUTH_CLIENT_SECRET: 'secret' })
  issuer.metadata.introspection_endpoint = `${issuer.url}/introspect`
  issuer.answers['/introspect'] = (_request, response) => json(response, answer)
  answer = { active: true, sub: 'alice', aud: ['passlink', 'other'], iss: issuer.url, token_type: 'Bearer' }
})
afterEach(() => passlink?.stop())

const json = (response: ServerResponse, body: object) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
const secondsFromNow = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds

test('fields that the issuer leaves out do not make a token invalid', async () => {
  const api = await passlink.startApi()
  expect((await askForLink(api, 'complete')).status).toBe(200)
  answer = { active: true, sub: 'alice', token_type: 'bearer', aud: 'passlink', exp: secondsFromNow(60) }
  expect((await askForLink(api, 'without-issuer')).status).toBe(200)
  answer = { active: true, sub: 'alice', aud: 'passlink' }
  expect((await askForLink(api, 'without-type')).status).toBe(200)
})

test('a token for which the issuer names no audience is accepted from clients that are allowed, and only from them', async () => {
  answer = { active: true, sub: 'alice', token_type: 'Bearer', client_id: 'app' }
  expect((await askForLink(await passlink.startApi(), 'token')).status).toBe(401)
  passlink.environment.AUTH_CLIENTS = 'other, app'
  const api = await passlink.startApi()
  expect((await askForLink(api, 'allowed')).status).toBe(200)
  answer.client_id = 'third'
  expect((await askForLink(api, 'of-a-third')).status).toBe(401)
  answer.client_id = undefined
  expect((await askForLink(api, 'of-nobody')).status).toBe(401)
  answer = { ...answer, client_id: 'app', aud: 'other' }
  expect((await askForLink(api, 'for-others')).status).toBe(401)
})

test.each<[string, Record<string, unknown>]>([
  ['is not active', { active: false }],
  ['has expired', { exp: secondsFromNow(-60) }],
  ['has an expiry that is not a time', { exp: 'tomorrow' }],
  ['is for another audience', { aud: 'other' }],
  ['is of another issuer', { iss: 'https://other.example' }],
  ['is bound to a key', { token_type: 'DPoP' }],
  ['is bound to a certificate', { cnf: { 'x5t#S256': 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2' } }],
  ['is a refresh token', { token_use: 'refresh_token' }],
  ['is an ID token', { typ: 'ID' }],
  ['has the hash of another token, as ID tokens have', { at_hash: 'cpqKfdQA5eH891Ff5oJr_Q' }],
  ['is of no type and for no audience', { token_type: undefined, aud: undefined }],
  ['names no person', { sub: undefined }],
  ["names a known person's id followed by a NUL", { sub: 'alice\0' }],
])('a token that %s according to the issuer is refused', async (_, changes) => {
  const api = await passlink.startApi()
  answer = { ...answer, ...changes }
  expect((await askForLink(api, 'token')).status).toBe(401)
})

test('a cached answer expires with its token', async () => {
  const api = await passlink.startApi()
  answer.exp = (Date.now() + 1_500) / 1_000
  expect((await askForLink(api, 'token')).status).toBe(200)
  await expect
    .poll(async () => (await askForLink(api, 'token')).status, { interval: 50, timeout: 5_000 })
    .toBe(401)
  expect(passlink.issuer.requests.filter(path => path === '/introspect')).toHaveLength(1)
})

test('the client authenticates in the body if the issuer supports only that', async () => {
  const { issuer } = passlink
  issuer.metadata.introspection_endpoint_auth_methods_supported = ['client_secret_post']
  issuer.answers['/introspect'] = async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    json(response, body.includes('client_secret=secret') && !request.headers.authorization ? answer : {})
  }
  expect((await askForLink(await passlink.startApi(), 'token')).status).toBe(200)
})
