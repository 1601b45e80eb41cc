import { expect, test } from 'vitest'
import { banner } from './banner.ts'
import { readConfig } from './config.ts'

test('the curl command is complete and on a line of its own', () => {
  expect(banner(readConfig({})).split('\n')).toContain(
    'curl -X POST http://127.0.0.1:3000/users/me/passwordless/_send_link -H "Authorization: Bearer $(npm run --silent token -- alice)"',
  )
})

test('every address uses its setting', () => {
  const text = banner(readConfig({ API_PORT: '4000', INBOX_PORT: '4003', DASHBOARD_PASSWORD: 'secret' }))
  expect(text).toContain('http://127.0.0.1:4000/users/me')
  expect(text).toContain('open the inbox and click: http://localhost:4003')
  expect(text).toContain('user operator, password secret')
})

test('the last line is the one that scripts wait for', () => {
  expect(banner(readConfig({})).split('\n').at(-1)).toBe('passlink is ready')
})
