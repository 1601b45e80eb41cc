import type { FoundDeliveries, Search } from '@passlink/store'
import { expect, test } from 'vitest'
import { personIn } from './find-person.ts'

const by = (...ids: string[]) => ids.map(userId => ({ userId }))

test.each<[string, Search, Pick<FoundDeliveries, 'takenFor'>, { userId: string }[], string | undefined]>([
  ['a person by the word', { user: 'alice' }, {}, [], 'alice'],
  ['a person by the id alone', { bare: 'alice' }, { takenFor: 'user' }, [], 'alice'],
  ['the one with an address', { address: 'a@acme.example' }, {}, by('alice', 'alice'), 'alice'],
  [
    'the one with an address alone',
    { bare: 'a@acme.example' },
    { takenFor: 'address' },
    by('alice'),
    'alice',
  ],
  ['no one of two with an address', { address: 'a@acme.example' }, {}, by('alice', 'bob'), undefined],
  ['no one without deliveries', { address: 'a@acme.example' }, {}, [], undefined],
  ['no one by an organization', { org: 'acme' }, {}, by('alice'), undefined],
  ['no one by an unknown id', { bare: 'x', user: 'alice' }, { takenFor: null }, [], undefined],
])('a search is about %s', (_, search, { takenFor }, deliveries, id) => {
  expect(personIn(search, { ...(takenFor === undefined ? {} : { takenFor }), deliveries })).toBe(id)
})
