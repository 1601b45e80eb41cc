import { expect, test } from 'vitest'
import { readToken } from './token.ts'

const roles = (value: unknown) => [...readToken({ roles: value }, 'roles').roles]

test.each([
  ['the keys of an object', { admin: { 1: 'acme' }, support: {} }],
  ['an array', ['admin', 'support']],
  ['a list with spaces', ' admin  support '],
])('roles may be %s', (_, value) => {
  expect(roles(value)).toEqual(['admin', 'support'])
})

test.each([undefined, null, 7, true, [1, null], ''])('a roles claim of %j contains no role', value => {
  expect(roles(value)).toEqual([])
})

test('scopes are the words of the scope claim or, from some issuers, of the scp claim', () => {
  expect([...readToken({ scope: 'openid email' }, 'roles').scopes]).toEqual(['openid', 'email'])
  expect([...readToken({ scp: ['openid', 7] }, 'roles').scopes]).toEqual(['openid'])
  expect([...readToken({ scope: { openid: 1 } }, 'roles').scopes]).toEqual([])
})

test.each(['', 'a\0', 'a\ud800', 'x'.repeat(256), 7, ['a'], undefined])(
  'the subject %j is rejected: it could be mistaken for another or cannot be stored',
  sub => {
    expect(readToken({ sub }, 'roles').subject).toBeUndefined()
  },
)

test('a subject may contain any other character, including emoji', () => {
  expect(readToken({ sub: 'f:1:jürgen 🦊' }, 'roles').subject).toBe('f:1:jürgen 🦊')
})
