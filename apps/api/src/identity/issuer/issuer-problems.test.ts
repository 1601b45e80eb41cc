import { expect, test } from 'vitest'
import { findIssuerProblems } from './issuer-problems.ts'

const server = {
  issuer: 'https://issuer.example',
  userinfo_endpoint: 'https://issuer.example/userinfo',
  introspection_endpoint: 'https://issuer.example/introspect',
}
const keys = { keys: [{ kty: 'RSA' }] }
const uses = { introspection: true, userinfo: true }

test('an issuer that offers all that is used has no problem', () => {
  expect(findIssuerProblems(server, keys, uses)).toEqual([])
  const methods = ['private_key_jwt', 'client_secret_post']
  const other = { ...server, introspection_endpoint_auth_methods_supported: methods }
  expect(findIssuerProblems(other, { keys: [{ kty: 'oct' }, { kty: 'EC', use: 'sig' }] }, uses)).toEqual([])
})

test.each([
  [undefined],
  [{ keys: [] }],
  [{ keys: [{ kty: 'oct' }] }],
  [{ keys: [{ kty: 'RSA', use: 'enc' }] }],
])('with the keys %j JWTs cannot be checked', given => {
  expect(findIssuerProblems(server, given, uses)).toEqual([
    'the issuer publishes no keys for signatures: its JWTs cannot be checked',
  ])
})

test('introspection that is missing or takes no client secret is a problem where a client is set', () => {
  const { introspection_endpoint: _, ...without } = server
  expect(findIssuerProblems(without, keys, uses)).toEqual([
    expect.stringMatching(/AUTH_CLIENT_ID is set, but .* no introspection endpoint/),
  ])
  expect(findIssuerProblems(without, keys, { ...uses, introspection: false })).toEqual([])
  const methods = ['private_key_jwt', 'tls_client_auth']
  const other = { ...server, introspection_endpoint_auth_methods_supported: methods }
  expect(findIssuerProblems(other, keys, uses)).toEqual([
    expect.stringContaining('no client secret for introspection, only private_key_jwt, tls_client_auth'),
  ])
})

test('userinfo that is missing is a problem where people are looked up there', () => {
  const { userinfo_endpoint: _, ...without } = server
  expect(findIssuerProblems(without, keys, uses)).toEqual([expect.stringContaining('no userinfo endpoint')])
  expect(findIssuerProblems(without, keys, { ...uses, userinfo: false })).toEqual([])
})
