import { expect, test } from 'vitest'
import { maskAddress } from './mask-address.ts'

test.each([
  ['alice@example.com', 'a•••@example.com'],
  ['a@example.com', 'a•••@example.com'],
  ['élodie@example.com', 'é•••@example.com'],
  ['😀x@example.com', '😀•••@example.com'],
  ['"a@b"@example.com', '"•••@example.com'],
  ['@example.com', '•••'],
  ['nonsense', '•••'],
  ['', '•••'],
])('%s is shown as %s', (address, masked) => {
  expect(maskAddress(address)).toBe(masked)
})
