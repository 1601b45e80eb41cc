import { expect, test } from 'vitest'
import { readBlocks, singleValue, withoutComments } from './read-fields.ts'

const blocksOf = (text: string) => readBlocks(text).map(block => Object.fromEntries(block))

test.each(['\n', '\r\n'])('fields are read with the line end %j', lineEnd => {
  const text = ['', '', 'A: 1', 'B : 2 ', ' and', '\tmore', 'a:3', '', '  ', 'C:', ''].join(lineEnd)
  expect(blocksOf(text)).toEqual([{ a: ['1', '3'], b: ['2 and\tmore'] }, { c: [''] }])
})

test('what is no field is skipped with the lines that continue it', () => {
  expect(blocksOf(' folded first\nno field\n A: 1\nFrom alice 12:30\n: no name\nÄ: 1\nB: 2')).toEqual([
    { b: ['2'] },
  ])
  expect(readBlocks('-- \nscanned\n\n')).toEqual([])
})

test.each([
  ['failed (for ever)', 'failed'],
  ['(a (b \\) c) d) failed', 'failed'],
  ['fai(l)led', 'fai led'],
  ['5.1.1 (never closed', '5.1.1'],
  ['a) b', 'a) b'],
  ['a \\( b', 'a \\( b'],
  ['a\\', 'a\\'],
])('comments are removed: %s', (value, rest) => {
  expect(withoutComments(value)).toBe(rest)
})

test('a value is single if its field is not repeated', () => {
  const [block = new Map()] = readBlocks('A: 1 (one)\nB: 1\nB: 1')
  expect(singleValue(block, 'a')).toBe('1')
  expect(singleValue(block, 'b')).toBeNull()
  expect(singleValue(block, 'c')).toBeNull()
})

test.each(['\n', '\r', ' ', 'A:\n ', 'A: 1\n', 'A: 1\n\n', '(', '()', '\\', ':'])(
  'a text of a megabyte of %j is read',
  filling => {
    // If the time grew with the square of the length, this would take longer than a test may.
    const text = `X: ${filling.repeat(1_048_576 / filling.length)}`
    const blocks = readBlocks(text)
    for (const block of blocks) for (const name of block.keys()) singleValue(block, name)
    expect(blocks[0]?.has('x')).toBe(true)
  },
)
