import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { rows } from './rows.ts'
import { tableOf } from './table.ts'

test('the table in docs/delivery.md has exactly the rows that are tested', () => {
  const page = readFileSync(new URL('../../docs/delivery.md', import.meta.url), 'utf8')
  expect(page).toContain(`\n\n${tableOf(rows)}\n\n`)
})
