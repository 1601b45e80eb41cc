import { afterEach, beforeEach, expect, test } from 'vitest'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'

let passlink: Passlink
beforeEach(async () => {
  passlink = await createPasslink('postgres')
})
afterEach(() => passlink?.stop())

/** The status of a call with a token of these claims, from an API with these settings. */
async function statusOf(environment: Record<string, string>, claims: object, header = {}) {
  Object.assign(passlink.environment, environment)
  const api = await passlink.startApi()
  const token = await passlink.issuer.token('alice', { claims: { ...claims }, header })
  return (await askForLink(api, token)).status
}

const onlyClients = { AUTH_AUDIENCE: '', AUTH_CLIENTS: 'app, other-app' }
const both = { AUTH_CLIENTS: 'app' }

test.each<[string, Record<string, string>, object, number]>([
  ['names an allowed client and no audience', onlyClients, { aud: undefined, azp: 'app' }, 200],
  ['names an allowed client as client_id', onlyClients, { aud: undefined, client_id: 'other-app' }, 200],
  ['names an allowed client and any audience', onlyClients, { aud: 'account', azp: 'app' }, 200],
  ['names another client', onlyClients, { azp: 'third' }, 401],
  ['names no client', onlyClients, {}, 401],
  ['names the client as its audience, as ID tokens do', onlyClients, { aud: 'app' }, 401],
  ['satisfies both', both, { azp: 'app' }, 200],
  ['names another client, where both are set', both, { azp: 'third' }, 401],
  ['names another audience, where both are set', both, { azp: 'app', aud: 'other' }, 401],
  ['names no audience, where both are set', both, { azp: 'app', aud: undefined }, 401],
])('a call with a token that %s is answered as its settings say', async (_, environment, claims, status) => {
  expect(await statusOf(environment, claims)).toBe(status)
})

test('with AUTH_TOKEN_TYPE only tokens of this type are accepted', async () => {
  const strict = { AUTH_TOKEN_TYPE: 'at+jwt' }
  expect(await statusOf(strict, {}, { typ: 'at+jwt' })).toBe(200)
  expect(await statusOf(strict, {}, { typ: 'JWT' })).toBe(401)
  expect(await statusOf(strict, {})).toBe(401)
})

test('with ACCESS_TOKEN_CLAIM only tokens with this claim are accepted, with a nonce too', async () => {
  const marked = { ACCESS_TOKEN_CLAIM: 'session.uid' }
  expect(await statusOf(marked, { session: { uid: 'x' }, nonce: 'n' })).toBe(200)
  expect(await statusOf(marked, { nonce: 'n' })).toBe(401)
  expect(await statusOf(marked, {})).toBe(401)
})
