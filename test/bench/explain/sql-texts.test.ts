import { expect, test } from 'vitest'
import { occursIn, readSqlTexts, textsIn, unseen } from './sql-texts.ts'

const source = [
  'const find = statement<Row>(sql`',
  '  select $' + '{a(`x$' + '{b}`)} from t where $' + '{sql`n = $' + "{id}`} and s = '\\n'`)",
  'const part = sql`limit $' + '{n}`',
].join('\n')

const texts = () => textsIn(source, 'find.ts', /\bsql`/g)

test('a source is read as its pieces of SQL, also those inside others, and which of them are statements', () => {
  expect(texts()).toEqual([
    { file: 'find.ts', parts: ['\n  select ', ' from t where ', " and s = '\n'"], isWhole: true },
    { file: 'find.ts', parts: ['n = ', ''], isWhole: false },
    { file: 'find.ts', parts: ['limit ', ''], isWhole: false },
  ])
})

test('a statement is sent as a whole, and a piece as a part of one', () => {
  const [whole, inner, other] = texts() as [Text, Text, Text]
  const sent = "\n  select 1 from t where n = $1 and s = '\n'"
  expect([whole, inner, other].map(text => occursIn(text, sent))).toEqual([true, true, false])
  expect(occursIn(whole, `${sent} for update`)).toBe(false)
  expect(unseen(texts(), new Set([sent]))).toEqual([other])
})
type Text = ReturnType<typeof textsIn>[number]

test('the sources of the store and of the queue have all their SQL read', () => {
  expect(readSqlTexts('store').filter(({ isWhole }) => isWhole).length).toBeGreaterThan(100)
  expect(readSqlTexts('queue').length).toBeGreaterThan(5)
})
