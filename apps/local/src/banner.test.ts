import { expect, test } from 'vitest'
import { banner } from './banner.ts'
import { readConfig } from './config.ts'

const database = 'postgres://passlink@127.0.0.1:5433/passlink'
const linesFor = (env = {}) => banner(readConfig(env), database).split('\n')

test('the curl command is complete and on a line of its own', () => {
  expect(linesFor()).toContain(
    'curl -X POST http://127.0.0.1:3000/users/me/passwordless/_send_link -H "Authorization: Bearer $(npm run --silent token -- alice)"',
  )
})

test('every other line fits into 80 columns', () => {
  for (const line of linesFor().filter(line => !line.startsWith('curl')))
    expect(line.length).toBeLessThanOrEqual(80)
})

test('every address uses its setting', () => {
  const ports = Object.keys(readConfig({})).filter(name => name.endsWith('_PORT') && name !== 'POSTGRES_PORT')
  const env = Object.fromEntries(ports.map((name, index) => [name, String(40_010 + 10 * index)]))
  const text = linesFor({ ...env, DASHBOARD_PASSWORD: 'secret' }).join('\n')
  for (const port of Object.values(env)) expect(text).toContain(port)
  expect(text).not.toMatch(/:(30|25|24)\d\d\b/)
  expect(text).toContain('user operator, password secret')
  expect(text).toContain(database)
})

test('the last line is the one that scripts wait for', () => {
  expect(linesFor().at(-1)).toBe('passlink is ready')
})
