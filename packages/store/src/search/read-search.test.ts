import fc from 'fast-check'
import { expect, test } from 'vitest'
import { momentAt } from './moment.ts'
import { readSearch } from './read-search.ts'
import { type Search, searchKinds, searchStates } from './search.ts'
import { searchText } from './search-text.ts'

const id = '01939b1c-7b00-7abc-8def-0123456789ab'

test.each<[string, Search]>([
  ['', {}],
  ['  alice ', { bare: 'alice' }],
  [id.toUpperCase(), { bare: id.toUpperCase() }],
  ['alice@acme.example state:dead', { bare: 'alice@acme.example', state: 'dead' }],
  ['User:alice ORG:acme', { user: 'alice', org: 'acme' }],
  ['user:"Alice \\"A\\" \\\\ Adams"', { user: 'Alice "A" \\ Adams' }],
  ['"urn:zitadel:1"', { bare: 'urn:zitadel:1' }],
  ['auth0|5f7c', { bare: 'auth0|5f7c' }],
  ['relay:smtp.acme.example:587 kind:notice', { relay: 'smtp.acme.example:587', kind: 'notice' }],
  ['after:2026-11-28 before:2h', { after: '2026-11-28', before: '2h' }],
  [`delivery:${id.toUpperCase()}`, { delivery: id }],
  [`delivery:" ${id} " link:"${id} "`, { delivery: id, link: id }],
])('%j is read', (text, search) => {
  expect(readSearch(text)).toEqual({ search })
})

test.each([
  `https://passlink.example/l/${id}#s3cr3t-code`,
  `passlink.example/l/${id}#s3cr3t-code`,
  `link:https://acme.example/add?link=${id.toUpperCase()}&code=s3cr3t-code`,
])('of the mailed address %s only the id is kept', text => {
  expect(readSearch(text)).toEqual({ search: { link: id } })
})

test('of a mailed address with several ids all are kept, because any can be the one of the link', () => {
  const other = '11111111-2222-4333-8444-555555555555'
  const text = `https://acme.example/?userID=${other}&codeID=${id.toUpperCase()}&again=${id}&code=s3cr3t`
  expect(readSearch(text)).toEqual({ search: { link: `${other},${id}` } })
  expect(readSearch(`link:${other},${id}`)).toEqual({ search: { link: `${other},${id}` } })
  expect(readSearch(`link:${other},7`)).toEqual({ problems: [expect.stringContaining('is no id of a link')] })
})

test.each([
  ['person:alice', '“person:” is no word of a search'],
  ['user:', '“user:” has no value after it.'],
  ['user:""', '“” must have 1 to 200 characters'],
  ['state:lost', '“lost” is no state; the states are queued,'],
  ['kind:sms', '“sms” is no kind'],
  ['link:7', '“7” is no id of a link.'],
  ['after:yesterday', '“yesterday” is no time; write a date like'],
  ['after:2026-13-01', '“2026-13-01” is no time'],
  ['address:alice', '“alice” is no address.'],
  ['alice bob', '“alice” and “bob” are two.'],
  ['user:alice user:bob', '“user:” can be given once'],
  ['x\0y', 'none of them a control character'],
  ['x'.repeat(1_001), '1000 characters at most'],
])('%j is answered with a sentence', (text, sentence) => {
  const read = readSearch(text)
  expect('problems' in read && read.problems).toEqual([expect.stringContaining(sentence)])
})

test('every part that cannot be read has its sentence', () => {
  const read = readSearch('person:alice state:lost')
  expect('problems' in read && read.problems).toHaveLength(2)
})

test('a search that is written as text is read again as it was', () => {
  const value = fc
    .string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
    .filter(text => !/\p{Cc}/u.test(text))
  const uuid = fc.uuid().map(text => text.toLowerCase())
  const moment = fc.constantFrom('30m', '7d', '2026-11-28', '2026-11-28T14:30Z', '2026-11-28T14:30:00+02:00')
  const search = fc.record(
    {
      bare: value.filter(text => !text.includes('/') && !/^[a-z]+:$/i.test(text)),
      delivery: uuid,
      link: uuid,
      request: value,
      address: value.map(text => `${text}@acme.example`),
      user: value,
      org: value,
      kind: fc.constantFrom(...searchKinds),
      state: fc.constantFrom(...searchStates),
      relay: value,
      after: moment,
      before: moment,
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(search, given => {
      expect(readSearch(searchText(given))).toEqual({ search: { ...given } })
    }),
    { numRuns: 1_000 },
  )
})

test('a moment without an offset is in UTC, and an age is as of now', () => {
  const now = Date.parse('2026-11-28T12:00:00Z')
  const at = (text: string) => new Date(momentAt(text, now) ?? Number.NaN).toISOString()
  expect(at('2026-11-28')).toBe('2026-11-28T00:00:00.000Z')
  expect(at('2026-11-28T10:30')).toBe('2026-11-28T10:30:00.000Z')
  expect(at('2026-11-28T10:30:05+02:00')).toBe('2026-11-28T08:30:05.000Z')
  expect(at('90m')).toBe('2026-11-28T10:30:00.000Z')
  expect(momentAt('1969-01-01', now)).toBeUndefined()
})
