import { expect, test } from 'vitest'
import { addressesOf, returnPathsIn } from './return-paths.ts'

test('the return paths are read from the header, not from the body', () => {
  const header = 'Return-Path: <a@b.example>\r\nSubject: x\r\nRETURN-PATH:\r\n <c@b.example>'
  expect(returnPathsIn(`${header}\r\n\r\nReturn-Path: <d@b.example>`)).toEqual([
    '<a@b.example>',
    '<c@b.example>',
  ])
  expect(returnPathsIn('')).toEqual([])
})

test.each([
  ['<bounce+1.aB_c=@mail.example>', ['bounce+1.aB_c=@mail.example']],
  [' bounce@mail.example (ours)', ['bounce@mail.example']],
  ['<>', []],
  ['', []],
  ['<bounce>', []],
  ['<a@b.example> <c@b.example>', []],
  ['<a@b.example\u0000>', []],
  [`<${'a'.repeat(300)}@b.example>`, []],
])('the address of %j is %j', (returnPath, addresses) => {
  expect(addressesOf([returnPath])).toEqual(addresses)
})

test('each address stands there once, and there are 10 at most', () => {
  expect(addressesOf(['<a@b.example>', 'a@b.example'])).toEqual(['a@b.example'])
  expect(addressesOf(Array.from({ length: 99 }, (_, index) => `<a${index}@b.example>`))).toHaveLength(10)
})
