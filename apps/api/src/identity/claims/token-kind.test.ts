import { expect, test } from 'vitest'
import { findOtherClaim, findOtherKind, type KindRules } from './token-kind.ts'

const usual: KindRules = { isTyped: false, markingClaim: undefined }
const find = (typ: unknown, claims: object, rules: Partial<KindRules> = {}) =>
  findOtherKind(typ, { sub: 'alice', ...claims }, { ...usual, ...rules })

test.each([
  ['of the type at+jwt', 'at+jwt', {}],
  ['of the type at+jwt as a media type, in any case', 'application/AT+JWT', {}],
  ['of the type at+jwt with a nonce', 'at+jwt', { nonce: 'n' }],
  ['of the type JWT', 'JWT', {}],
  ['of the type jwt as a media type', 'application/jwt', {}],
  ['of no type', undefined, {}],
  ['that Keycloak names Bearer', 'JWT', { typ: 'Bearer' }],
  ['that Cognito names access', undefined, { token_use: 'access' }],
  ['that Ory names access_token', 'JWT', { token_use: 'access_token' }],
])('a token %s is an access token', (_, typ, claims) => {
  expect(find(typ, claims)).toBeUndefined()
})

test.each([
  ['an ID token with a nonce', 'JWT', { nonce: 'n' }, 'it has a nonce, as ID tokens have'],
  ['an ID token with the hash of its access token', 'JWT', { at_hash: 'h' }, 'it has at_hash'],
  ['an ID token with the hash of its code', undefined, { c_hash: 'h' }, 'it has c_hash'],
  ['an ID token of Keycloak', 'JWT', { typ: 'ID' }, 'its typ is "ID"'],
  ['a refresh token of Keycloak', 'JWT', { typ: 'Refresh' }, 'its typ is "Refresh"'],
  ['a token that is named otherwise for all its type', 'at+jwt', { typ: 'ID' }, 'its typ is "ID"'],
  ['an ID token of Cognito', undefined, { token_use: 'id' }, 'its token_use is "id"'],
  ['a token of several names', 'JWT', { token_use: ['access', 'id'] }, 'its token_use is ["access","id"]'],
  ['a logout token', 'logout+jwt', { events: {} }, 'the type in its header is "logout+jwt"'],
  ['a logout token of no type', 'JWT', { events: {} }, 'it has events'],
  ['a proof of DPoP', 'dpop+jwt', {}, 'the type in its header is "dpop+jwt"'],
  ['a token of a type that is not text', 'JWT', { typ: 7 }, 'its typ is 7'],
])('%s is no access token', (_, typ, claims, problem) => {
  expect(find(typ, claims)).toContain(problem)
})

test('where the type is demanded, a token of another type or none is no access token', () => {
  expect(find('at+jwt', {}, { isTyped: true })).toBeUndefined()
  expect(find('JWT', {}, { isTyped: true })).toBe('the type in its header is "JWT"')
  expect(find(undefined, {}, { isTyped: true })).toContain('the type in its header is')
})

test('where a claim marks access tokens, it is demanded, and a nonce does not count', () => {
  const rules = { markingClaim: 'uid' }
  expect(find('JWT', { uid: '1', nonce: 'n' }, rules)).toBeUndefined()
  expect(find('JWT', { nonce: 'n' }, rules)).toBe('it has no uid, which every access token has')
  expect(find('JWT', {}, rules)).toBe('it has no uid, which every access token has')
  expect(find('JWT', { uid: '1', at_hash: 'h' }, rules)).toContain('it has at_hash')
  expect(find('JWT', { uid: '1', typ: 'ID' }, rules)).toContain('its typ is "ID"')
})

test.each([
  [{ nonce: 'n' }, undefined],
  [{ token_use: 'access_token' }, undefined],
  [{ token_use: 'refresh_token' }, 'its token_use is "refresh_token"'],
  [{ typ: 'Refresh' }, 'its typ is "Refresh"'],
  [{ at_hash: 'h' }, 'it has at_hash, which only other kinds of token have'],
])('what introspection says of a token, %j, tells its kind', (claims, problem) => {
  expect(findOtherClaim(claims)).toBe(problem)
})
