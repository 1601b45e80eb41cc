import { expect, test } from 'vitest'
import { readRoles } from './roles.ts'

const own = { own: true, organizationIds: new Set() }
const given = (...ids: string[]) => ({ own: false, organizationIds: new Set(ids) })
const read = (value: unknown) => Object.fromEntries(readRoles(value))

test.each([
  ['an array', ['admin', 'support']],
  ['a list with spaces', ' admin  support '],
])('roles in %s are held in the own organization', (_, value) => {
  expect(read(value)).toEqual({ admin: own, support: own })
})

test('a role in an object is held in the organizations that it names, and in no other', () => {
  expect(read({ admin: { 1: 'acme.example', 2: 'b.example' }, support: { 2: 'b.example' } })).toEqual({
    admin: given('1', '2'),
    support: given('2'),
  })
})

test.each([{}, [], null, true, 'acme', ['acme'], 7])(
  'a role in an object that names no organization but %j is not held',
  value => {
    expect(read({ admin: value })).toEqual({})
  },
)

// https://zitadel.com/docs/apis/openidoauth/claims shows the object in an array.
test('roles in an array of objects and texts are added up', () => {
  expect(
    read(['admin', { admin: { id1: 'acme.zitade.ch', id2: 'caos.ch' } }, { user: { id1: 'x' } }]),
  ).toEqual({
    admin: { own: true, organizationIds: new Set(['id1', 'id2']) },
    user: given('id1'),
  })
})

test.each([undefined, null, 7, true, [1, null, ['admin']], '', {}, [[]]])('in %j is no role', value => {
  expect(read(value)).toEqual({})
})

test('names that an object of JavaScript has by itself are roles like others', () => {
  expect(read(JSON.parse('{ "__proto__": { "constructor": "x" } }'))).toEqual(
    Object.fromEntries([['__proto__', given('constructor')]]),
  )
  expect(readRoles({}).get('constructor')).toBeUndefined()
})
