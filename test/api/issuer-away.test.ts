import { afterEach, beforeEach, expect, test } from 'vitest'
import { failure } from '../call.ts'
import { eventually } from '../eventually.ts'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'

let passlink: Passlink
beforeEach(async () => {
  passlink = await createPasslink('postgres')
})
afterEach(() => passlink?.stop())

test('while the issuer does not answer calls are answered 503, and accepted once it does', async () => {
  const { issuer } = passlink
  issuer.away = true
  const api = await passlink.startApi()
  const token = await issuer.token('alice')

  const refused = await askForLink(api, token)
  expect(refused.status).toBe(503)
  expect(refused.headers.get('retry-after')).toBe('1')
  expect(refused.headers.get('www-authenticate')).toBeNull()
  expect(await refused.json()).toEqual(failure(14, 'issuerAway', 'AUTH-1ssUr'))

  issuer.away = false
  await eventually(async () => expect((await askForLink(api, token)).status).toBe(200))
})

test('cached keys are enough while the issuer is away', async () => {
  const { issuer } = passlink
  const api = await passlink.startApi()
  const token = await issuer.token('alice')
  expect((await askForLink(api, token)).status).toBe(200)
  issuer.away = true
  expect((await askForLink(api, token)).status).toBe(200)
})

test('an issuer whose metadata names another issuer is not used', async () => {
  passlink.environment.AUTH_ISSUER = passlink.issuer.url.replace('127.0.0.1', 'localhost')
  const api = await passlink.startApi()
  const token = await passlink.issuer.token('alice', { claims: { iss: passlink.environment.AUTH_ISSUER } })
  const refused = await askForLink(api, token)
  expect(refused.status).toBe(503)
  expect(await refused.json()).toEqual(failure(14, 'issuerAway', 'AUTH-1ssUr'))
})
