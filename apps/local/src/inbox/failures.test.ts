import { expect, test } from 'vitest'
import { dropsConnection, refusalOf } from './failures.ts'

test('a tag in the local part requests a failure', () => {
  expect(refusalOf('alice+550@acme.example')?.code).toBe('550 5.1.1')
  expect(refusalOf('alice+x+451@acme.example')?.code).toBe('451 4.7.1')
  expect(dropsConnection('Alice+DROP@acme.example')).toBe(true)
})

test.each([
  'alice@acme.example',
  'alice@acme+550.example',
  '550@acme.example',
  'alice+5501@acme.example',
  '',
])('"%s" requests no failure', address => {
  expect(refusalOf(address)).toBeUndefined()
  expect(dropsConnection(address)).toBe(false)
})
