import { expect, test } from 'vitest'
import { issuer } from './setting.ts'

test.each([
  'https://a.example',
  'https://a.example/realms/x',
  'http://localhost:3004',
  'http://127.0.0.1',
  'http://127.8.9.10:80/x',
  'http://[::1]:3004',
])('%s is taken as an issuer', url => {
  expect(issuer.safeParse(url).data).toBe(url)
})

test.each([
  'a.example',
  'ftp://localhost',
  'http://a.example',
  'http://localhost.a.example',
  'http://127.0.0.1.a.example',
  'http://localhost@a.example',
  'http://10.0.0.1',
  'http://0.0.0.0',
  'http://[::2]',
  'http://[::ffff:10.0.0.1]',
])('%s is refused: an issuer over http is on this machine', url => {
  expect(issuer.safeParse(url).success).toBe(false)
})
