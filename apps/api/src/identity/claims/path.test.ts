import { expect, test } from 'vitest'
import { pickClaims, readPath } from './path.ts'

const claims = JSON.parse(`{
  "sub": "1",
  "realm_access": { "roles": ["a"] },
  "resource_access": { "com.example.app": { "roles": ["b"] }, "com": { "example": "c" } },
  "https://acme.example/roles": ["d"],
  "https://acme.example/claims": { "roles": ["e"] },
  "a.b": { "c": "literal" },
  "a": { "b": { "c": "nested", "d": "only nested" }, "b.e": "half" },
  "empty": null,
  "list": [{ "x": 1 }],
  "__proto__": { "polluted": true }
}`)

test.each([
  ['sub', '1'],
  ['realm_access.roles', ['a']],
  ['resource_access.com.example.app.roles', ['b']],
  ['resource_access.com.example', 'c'],
  ['https://acme.example/roles', ['d']],
  ['https://acme.example/claims.roles', ['e']],
  ['a.b', { c: 'literal' }],
  ['a.b.c', 'literal'],
  ['a.b.d', 'only nested'],
  ['a.b.e', 'half'],
  ['empty', null],
  ['__proto__.polluted', true],
])('at the path %s is the claim that a person would find there', (path, value) => {
  expect(readPath(claims, path)).toEqual(value)
})

test.each([
  'roles',
  'realm_access.role',
  'sub.length',
  'list.0.x',
  'list.length',
  'empty.x',
  'constructor',
  'toString.name',
  'realm_access.__proto__',
  '.',
  '..',
  '',
])('at the path "%s" is nothing', path => {
  expect(readPath(claims, path)).toBeUndefined()
})

test('what every object of JavaScript has by itself is no claim', () => {
  expect(readPath({}, '__proto__.constructor')).toBeUndefined()
  expect(readPath({ a: {} }, 'a.__proto__.toString')).toBeUndefined()
})

test('the claims that are kept for paths are those in which a value can be, whole', () => {
  const kept = pickClaims(claims, ['a.b.c', 'https://acme.example/roles', 'missing'])
  expect(kept).toEqual({
    'a.b': claims['a.b'],
    a: claims.a,
    'https://acme.example/roles': ['d'],
  })
})
