import { expect, test } from 'vitest'
import { isLoopbackHost } from './loopback.ts'

test.each(['localhost', 'localhost:3003', '127.0.0.1:3003', 'LOCALHOST:1'])('%s is this machine', host => {
  expect(isLoopbackHost(host)).toBe(true)
})

test.each([
  undefined,
  '',
  'evil.example',
  'localhost.evil.example',
  '127.0.0.1.evil.example:3003',
  'a@localhost',
])('%s is not this machine', host => {
  expect(isLoopbackHost(host)).toBe(false)
})
