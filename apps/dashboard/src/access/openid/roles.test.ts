import { expect, test } from 'vitest'
import { namesIn, readRoleNames, roleOf } from './roles.ts'

const usual = readRoleNames('viewer:passlink.viewer, operator:passlink.operator,admin:passlink.admin')

test('names may have spaces and colons, and several bring one role', () => {
  const names = readRoleNames('viewer:urn:acme:mail readers,admin:Root,admin:Owners')
  expect([...names]).toEqual([
    ['urn:acme:mail readers', 'viewer'],
    ['Root', 'admin'],
    ['Owners', 'admin'],
  ])
})

test.each(['', 'viewer', 'viewer:', 'owner:x', 'viewer:x,', 'viewer:x,admin:x', 'Viewer:x'])(
  '%j says no roles',
  text => {
    expect(() => readRoleNames(text)).toThrow(/^must /)
  },
)

test.each([
  ['passlink.viewer', ['passlink.viewer']],
  ['openid passlink.admin', ['openid passlink.admin', 'openid', 'passlink.admin']],
  [
    ['a b', 'c', 7, null],
    ['a b', 'c'],
  ],
  [{ 'passlink.admin': { '1': 'acme.example' }, other: {} }, ['passlink.admin']],
  [{ 'passlink.admin': {} }, []],
  [{ 'passlink.admin': true }, []],
  [undefined, []],
  [7, []],
  ['', []],
])('the claim %j names %j', (claim, names) => {
  expect(namesIn(claim)).toEqual(names)
})

test.each([
  [['passlink.viewer', 'passlink.admin', 'passlink.operator'], 'admin'],
  [['passlink.viewer', 'passlink.operator'], 'operator'],
  ['passlink.viewer', 'viewer'],
  [['Passlink.Admin', 'admin', '__proto__'], undefined],
  [{ 'passlink.operator': { acme: 'x' }, 'passlink.admin': {} }, 'operator'],
])('%j is the role %s', (claim, role) => {
  expect(roleOf(claim, usual)).toBe(role)
})
