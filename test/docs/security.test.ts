import { expect, test } from 'vitest'
import { readProject } from '../compose.ts'
import { schemas, secretsOfApp } from '../schemas.ts'

const page = readProject('docs/security.md')

/** The cells of the row that begins with `first`. */
function rowOf(first: string): string[] {
  const row = page.split('\n').find(line => line.startsWith(`| ${first} |`)) ?? ''
  return row
    .split('|')
    .slice(1, -1)
    .map(cell => cell.trim())
}

const namesIn = (text: string) => [...text.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name as string)

test.each(Object.keys(schemas))('the secrets of %s are those that docs/security.md names', app => {
  const optional = app === 'api' ? ['RETURN_LINKS'] : []
  const cells = [rowOf('each of them'), rowOf(`\`${app}\``)].map(row => row.at(-1) ?? '')
  const named = namesIn(cells.join()).filter(name => !optional.includes(name))
  expect(named.sort()).toEqual(secretsOfApp(app).sort())
})

test('docs/security.md says of every secret how it is changed', () => {
  const [, changing = ''] = page.split('## Changing keys')
  const changed = new Set(namesIn(changing))
  const secrets = Object.keys(schemas).flatMap(secretsOfApp)
  expect([...new Set(secrets)].filter(name => !changed.has(name))).toEqual([])
})
