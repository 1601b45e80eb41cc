import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))
const commonTableExpression =
  /\b\w+ as (?:(?:not )?materialized )?\(\s*(?:select|insert|update|delete|\$\{)/gi

const count = (text: string) => text.match(commonTableExpression)?.length ?? 0

test('no source file, and thus no statement, has more than three common table expressions', () => {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const files = all.filter(file => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  const counts = files.map(file => ({ file, expressions: count(readFileSync(`${folder}${file}`, 'utf8')) }))
  expect(counts.filter(({ expressions }) => expressions > 0)).not.toEqual([])
  expect(counts.filter(({ expressions }) => expressions > 3)).toEqual([])
})

test('the pattern finds common table expressions in every notation', () => {
  const inner = ['select 1', 'insert into a', '\n  delete from b'].map((query, n) => `c${n} as (${query})`)
  expect(count(`with ${inner.join(', ')}, d as materialized (\${query}) select id as (e)`)).toBe(4)
})
