import { expect, test } from 'vitest'
import { createProgress } from './progress.ts'

function watch(isTTY: boolean) {
  const written: string[] = []
  let now = 0
  const progress = createProgress({ isTTY, write: text => written.push(text) }, () => now)
  return {
    written,
    progress,
    readAll(rows: number, ms: number) {
      for (let row = 1; row <= rows; row += 1) {
        now += ms / rows
        progress.read()
      }
    },
  }
}

test('without a terminal there is one line for every 100,000 rows', () => {
  const { written, readAll } = watch(false)
  readAll(250_000, 5_000)
  expect(written).toEqual(['100000 read, 50000 a second\n', '200000 read, 50000 a second\n'])
})

test('on a terminal one line is redrawn at most once a second, and a printed line replaces it', () => {
  const { written, progress, readAll } = watch(true)
  readAll(1_000, 3_500)
  expect(written).toHaveLength(3)
  expect(written[0]).toBe('\r\u001b[2K286 read, 286 a second')
  progress.print('people.csv:17: email: not an address')
  expect(written.at(-1)).toBe('\r\u001b[2Kpeople.csv:17: email: not an address\n')
})
