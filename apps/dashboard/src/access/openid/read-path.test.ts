import { expect, test } from 'vitest'
import { readPath } from './read-path.ts'

const claims = {
  groups: ['a'],
  'https://acme.example/roles': ['b'],
  realm_access: { roles: ['c'], 'x.y': { z: 'd' } },
  'realm_access.admins': 'e',
}

test.each([
  ['groups', ['a']],
  ['https://acme.example/roles', ['b']],
  ['realm_access.roles', ['c']],
  ['realm_access.x.y.z', 'd'],
  ['realm_access.admins', 'e'],
  ['realm_access.other', undefined],
  ['groups.0', undefined],
  ['constructor', undefined],
  ['realm_access.constructor', undefined],
])('%s', (path, value) => {
  expect(readPath(claims, path)).toEqual(value)
})
