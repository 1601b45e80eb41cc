import { expect, test } from 'vitest'
import { decodeBase64 } from './decode-base64.ts'
import { deliveryOf } from './delivery-of.ts'
import { givenStatus, unclassified } from './status-of.ts'

const id = '0198c0de-7a3b-7c11-9b1e-2f6d3a5c8e01'

test.each([id, id.toUpperCase(), `<${id}@a.example>`, `${id}@a.example`, ` <${id}@a.example> `])(
  'the delivery of %j is found',
  text => {
    expect(deliveryOf(undefined, 'none', text)).toBe(id)
  },
)

test.each([
  '',
  'x',
  `${id}0`,
  `x${id}`,
  `<a@${id}>`,
  `${id} ${id}`,
  id.replaceAll('-', ''),
  '-'.repeat(36),
  7,
  null,
  [id],
])('%j names no delivery', text => {
  expect(deliveryOf(text)).toBeUndefined()
})

test.each([
  ['5.1.1', 'other 5.2.2', '5.1.1'],
  ['5.0.0', '550 5.7.1 listed', '5.7.1'],
  ['5.0.0', 'unknown', undefined],
  [undefined, 'smtp; 550 5.2.2 full', '5.2.2'],
  ['none', '550-5.7.26 not authenticated', '5.7.26'],
  [undefined, 'ends with 5.1.1.', '5.1.1'],
  [undefined, 'from 5.6.7.8 or 10.5.1.1', undefined],
  [undefined, 'version 5.1.1234 and 15.1.1', undefined],
  [undefined, '2.0.0 ok', undefined],
  ['2.0.0', '', undefined],
  [undefined, '', undefined],
])('with the status %j and the words %j it is %s', (field, words, status) => {
  expect(givenStatus(field, words)).toBe(status)
})

test('a failure of no known class is final only if its status says so', () => {
  const kinds = ['5.1.1', '4.1.1', undefined].map(status => unclassified(status).kind)
  expect(kinds).toEqual(['bounced', 'delayed', 'delayed'])
})

test.each(['AA==', 'AAA=', 'AAAA', ''])('%j is base64', text => {
  expect(decodeBase64(text)?.toString('base64')).toBe(text)
})

test.each(['A', 'AA', 'AB==', 'AA==\n', ' AAAA', 'A-A_', 'AA=A', '='])('%j is no base64', text => {
  expect(decodeBase64(text)).toBeUndefined()
})
