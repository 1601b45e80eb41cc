import { expect, test } from 'vitest'
import { breaksConnection, refusalOf } from './trouble.ts'

test('a tag in the local part asks for trouble', () => {
  expect(refusalOf('alice+550@acme.example')?.code).toBe('550 5.1.1')
  expect(refusalOf('alice+x+451@acme.example')?.code).toBe('451 4.7.1')
  expect(breaksConnection('Alice+DROP@acme.example')).toBe(true)
})

test('nothing else does', () => {
  for (const address of [
    'alice@acme.example',
    'alice@acme+550.example',
    '550@acme.example',
    'alice+5501@acme.example',
    '',
  ]) {
    expect(refusalOf(address)).toBeUndefined()
    expect(breaksConnection(address)).toBe(false)
  }
})
