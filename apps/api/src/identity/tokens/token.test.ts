import { expect, test } from 'vitest'
import { readToken } from './token.ts'

const paths = { subject: 'sub', roles: 'roles', profile: ['email', 'org.id'] }
const read = (claims: Record<string, unknown>, more: Partial<typeof paths> = {}) =>
  readToken(claims, { ...paths, ...more })

test('roles are those at their path; a token without it says nothing about roles', () => {
  expect(read({ realm: { roles: ['a'] } }, { roles: 'realm.roles' }).roles?.get('a')?.own).toBe(true)
  expect(read({ roles: {} }).roles?.size).toBe(0)
  expect(read({}).roles).toBeUndefined()
})

test('scopes are the words of the scope claim or, from some issuers, of the scp claim', () => {
  expect([...read({ scope: 'openid email' }).scopes]).toEqual(['openid', 'email'])
  expect([...read({ scp: ['openid', 7] }).scopes]).toEqual(['openid'])
  expect([...read({ scope: { openid: 1 } }).scopes]).toEqual([])
})

test.each(['', 'a\0', 'a\ud800', 'x'.repeat(256), 7, ['a'], undefined])(
  'the subject %j is rejected: it could be mistaken for another or cannot be stored',
  sub => {
    expect(read({ sub }).subject).toBeUndefined()
    expect(read({ sub: 'alice', uid: sub }, { subject: 'uid' }).subject).toBeUndefined()
  },
)

test('a subject may contain any other character, including emoji', () => {
  expect(read({ sub: 'f:1:jürgen 🦊' }).subject).toBe('f:1:jürgen 🦊')
})

test.each([
  [{ azp: 'app', client_id: 'other' }, 'app'],
  [{ client_id: 'app' }, 'app'],
  [{ cid: 'app' }, 'app'],
  [{ appid: 'app' }, 'app'],
  [{ azp: ['app'], client_id: 7, sub: 'app' }, undefined],
])('the client of a token with %j is %s', (claims, client) => {
  expect(read(claims).client).toBe(client)
})

test('of a token only those claims are kept that a profile is read from, with the time of its issue', () => {
  const { claims, asOf } = read({ email: 'a', org: { id: 1 }, jti: 'x', iat: 7 })
  expect({ claims, asOf }).toEqual({ claims: { email: 'a', org: { id: 1 } }, asOf: 7_000 })
  expect(read({ iat: '7' }).asOf).toBeNull()
})
