import { readConfig } from '@passlink/api'
import { expect, test } from 'vitest'

const required = {
  DATABASE_URL: 'postgres://127.0.0.1/passlink',
  AUTH_ISSUER: 'https://issuer.example',
  AUTH_AUDIENCE: 'passlink',
}

test.each(['AUTH_CLIENT_ID', 'AUTH_CLIENT_SECRET'])('%s alone is an error that names both settings', name => {
  expect(() => readConfig({ ...required, [name]: 'x' })).toThrow(
    'AUTH_CLIENT_ID and AUTH_CLIENT_SECRET must be set both or neither',
  )
})

test.each(['0/1m', '600', '600/25h', '1/366d'])('REFUSALS_PER_ADDRESS must not be "%s"', given => {
  expect(() => readConfig({ ...required, REFUSALS_PER_ADDRESS: given })).toThrow(
    'REFUSALS_PER_ADDRESS: must ',
  )
})

test('an issuer that is reached over http on another machine is refused at start by name', () => {
  expect(() => readConfig({ ...required, AUTH_ISSUER: 'http://issuer.example' })).toThrow(
    'AUTH_ISSUER: must use https',
  )
})

test.each(['issuer.example', 'https://a.example/path', 'http://a.example', 'https://a.example,,'])(
  'AUTH_TRUSTED_ORIGINS must not be "%s"',
  AUTH_TRUSTED_ORIGINS => {
    expect(() => readConfig({ ...required, AUTH_TRUSTED_ORIGINS })).toThrow('AUTH_TRUSTED_ORIGINS: must ')
  },
)

test('AUTH_AUDIENCE or AUTH_CLIENTS is required', () => {
  const { AUTH_AUDIENCE: _, ...neither } = required
  expect(() => readConfig(neither)).toThrow('AUTH_AUDIENCE: is required')
  expect(readConfig({ ...neither, AUTH_CLIENTS: 'app' }).AUTH_AUDIENCE).toBeUndefined()
  expect(readConfig({ ...required, AUTH_CLIENTS: ' app , other' }).AUTH_CLIENTS).toEqual(
    new Set(['app', 'other']),
  )
})

test.each([
  ['AUTH_CLIENTS', 'app,,other'],
  ['AUTH_CLIENTS', ','],
  ['AUTH_TOKEN_TYPE', 'JWT'],
  ['SUBJECT_CLAIM', 'a\tb'],
  ['ROLES_CLAIM', 'x'.repeat(201)],
  ['ORGANIZATION_CLAIM', 'a\0'],
  ['ORGANIZATION_NAME_CLAIM', 'a\nb'],
  ['ACCESS_TOKEN_CLAIM', 'x'.repeat(201)],
  ['PROFILE_FROM', 'id_token'],
  ['PROFILE_MAX_AGE', '61s'],
  ['PROFILE_MAX_AGE', '999ms'],
  ['TRUST_ISSUER_ADDRESSES', 'yes'],
])('%s must not be %j', (name, value) => {
  expect(() => readConfig({ ...required, [name]: value })).toThrow(`${name}: must `)
})

test('Google as the issuer is an error that says why', () => {
  expect(() => readConfig({ ...required, AUTH_ISSUER: 'https://accounts.google.com' })).toThrow(
    'AUTH_ISSUER: Google is not supported: its access tokens are opaque, and it offers no introspection of them',
  )
})
