import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { guardsOfApps, guardsOfRules } from './guards.ts'

test('docs/delivery.md says of every guard at which transition it is needed', () => {
  const page = readFileSync(new URL('../../docs/delivery.md', import.meta.url), 'utf8')
  const missing = Object.keys({ ...guardsOfRules, ...guardsOfApps }).filter(
    guard => !page.includes(`\`${guard}\``),
  )
  expect(missing).toEqual([])
})
