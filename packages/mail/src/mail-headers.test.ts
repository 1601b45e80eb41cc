import { expect, test } from 'vitest'
import { parseMailHeaders } from './mail-headers.ts'

test('fields are read from a JSON object', () => {
  const headers = { 'X-PM-Message-Stream': 'outbound', 'X-SES-CONFIGURATION-SET': 'security' }
  expect(parseMailHeaders(JSON.stringify(headers))).toEqual(headers)
})

test.each([
  ['x', 'must be a JSON object'],
  ['[]', 'must be a JSON object'],
  ['{"X Y":"a"}', 'field 1 must have a name'],
  ['{"X:":"a"}', 'field 1 must have a name'],
  ['{"X":"a\\r\\nBcc: b"}', 'field 1 must have a value'],
  ['{"X":"é"}', 'field 1 must have a value'],
  ['{"X":""}', 'field 1 must have a value'],
  ['{"X":" "}', 'field 1 must have a value'],
  ['{"X;":"a"}', 'field 1 must have a name'],
  ['{"X":1}', 'field 1 must have a value'],
  ['{"Y":"a","from":"a"}', 'field 2 is one that Passlink writes itself'],
  ['{"DKIM-Signature":"a"}', 'field 1 is one that Passlink writes itself'],
  [
    JSON.stringify(Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`X-${n}`, 'a']))),
    'must be 20 fields',
  ],
])('%s is refused', (json, problem) => {
  expect(() => parseMailHeaders(json)).toThrow(problem)
})
