import { expect, test } from 'vitest'
import { createCsvRecords } from './csv-records.ts'

function records(...texts: string[]) {
  const csv = createCsvRecords()
  const lines = texts.map((text, index) => ({ number: index + 1, text }))
  return [...lines.flatMap(line => csv.read([line])), ...csv.end()]
}

test('a quoted cell may contain commas, quotes and line ends, and a record has the number of its first line', () => {
  expect(records('a,b', '"1,""2""', '3",4', '5,6')).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['1,"2"\n3', '4'] },
    { line: 4, cells: ['5', '6'] },
  ])
})

test.each([
  ['at the end of the file', []],
  ['before a line with quotes of its own', ['"x","y"', '3,4']],
  ['before another open quote', ['3,"4', '5,6']],
  ['before more lines than a record can have', Array(2_000).fill('3,4')],
])('an open quote %s rejects only its own line', (_, later) => {
  const found = records('a,b', '1,"2', ...later)
  expect(found[1]).toEqual({ line: 2, problem: 'a quote is not closed' })
  expect(found.map(({ line }) => line)).toEqual(
    Array.from({ length: later.length + 2 }, (_, index) => index + 1),
  )
  const broken = later.filter(text => text === '3,"4').length
  expect(found.filter(record => 'cells' in record)).toHaveLength(later.length + 1 - broken)
})

test('an open quote does not hide an unreadable line after it', () => {
  const csv = createCsvRecords()
  const read = csv.read([
    { number: 1, text: 'a,b' },
    { number: 2, text: '1,"2' },
    { number: 3, problem: 'not valid UTF-8' },
    { number: 4, text: '3,4' },
  ])
  expect(read.slice(1)).toEqual([
    { line: 2, problem: 'a quote is not closed' },
    { line: 3, problem: 'not valid UTF-8' },
    { line: 4, cells: ['3', '4'] },
  ])
})
