import { expect, test } from 'vitest'
import { codeMatches, deriveCode, parseKeyRing } from './code.ts'

const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64')
const counting = base64('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f')
const full = base64('ff'.repeat(40))
const link = '0190a1b2-c3d4-7e5f-8a6b-7c8d9e0fa1b2'
const otherLink = 'ffffffff-ffff-7fff-bfff-ffffffffffff'

// printf %s LINK | openssl dgst -sha256 -mac HMAC -macopt hexkey:KEY -binary | head -c 16 | basenc --base64url
test.each([
  { key: counting, link, code: 'odWVV-ga6vq4ErLWfNGQyg' },
  { key: counting, link: otherLink, code: 'XdfDx5QHHTtO0nBW53cIeQ' },
  { key: full, link, code: 'hu9dqAB3JTbCBg-0DfhGBg' },
  { key: full, link: otherLink, code: '-_J0wDfJoor5c6LihM1CnA' },
  { key: full, link: otherLink.toUpperCase(), code: '-_J0wDfJoor5c6LihM1CnA' },
])('the code is the HMAC that OpenSSL computes for key and link: $code', ({ key, link, code }) => {
  expect(deriveCode(parseKeyRing(`k:${key}`), 'k', link)).toBe(code)
})

test('a code has 128 bits', () => {
  const code = deriveCode(parseKeyRing(`k:${counting}`), 'k', link)
  expect(Buffer.from(code, 'base64url')).toHaveLength(16)
})

test('the first key of the ring is current, and codes of the others still match after a rotation', () => {
  const before = parseKeyRing(`old:${counting}`)
  const after = parseKeyRing(`new:${full}, old:${counting}`)
  expect(after.current).toBe('new')
  const code = deriveCode(before, 'old', link)
  expect(codeMatches(after, 'old', link, code)).toBe(true)
  expect(codeMatches(after, 'new', link, code)).toBe(false)
  expect(codeMatches(parseKeyRing(`new:${full}`), 'old', link, code)).toBe(false)
})

const ring = parseKeyRing(`k:${counting},other:${full}`)
const code = deriveCode(ring, 'k', link)
test.each([
  { given: 'nothing', keyId: 'k', link, code: '' },
  { given: 'a part of the code', keyId: 'k', link, code: code.slice(0, -1) },
  { given: 'the code and more', keyId: 'k', link, code: `${code}A` },
  { given: 'the code padded', keyId: 'k', link, code: `${code}==` },
  { given: 'as many characters but more bytes', keyId: 'k', link, code: 'é'.repeat(22) },
  { given: 'the code in another case', keyId: 'k', link, code: code.toUpperCase() },
  { given: 'the code of another key', keyId: 'other', link, code },
  { given: 'the code of another link', keyId: 'k', link: otherLink, code },
  { given: 'a key that is not in the ring', keyId: 'gone', link, code },
])('the code does not match: $given', ({ keyId, link, code }) => {
  expect(codeMatches(ring, keyId, link, code)).toBe(false)
})

test('deriving a code fails with a key that is not in the ring', () => {
  expect(() => deriveCode(ring, 'gone', link)).toThrow('no key with id gone in the ring')
})

const secret = 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I'
test.each([
  { ring: '', problem: 'entry 1 must be id:base64' },
  { ring: secret, problem: 'entry 1 must be id:base64' },
  { ring: `:${secret}`, problem: 'entry 1 must be id:base64' },
  { ring: `a b:${secret}`, problem: 'entry 1 must be id:base64' },
  { ring: `${'i'.repeat(33)}:${secret}`, problem: 'entry 1 must be id:base64' },
  { ring: `a:${counting},b:${secret}*`, problem: 'entry 2 must be id:base64' },
  { ring: `a:${counting},`, problem: 'entry 2 must be id:base64' },
  { ring: `a:${counting},b:${secret.slice(0, 20)}`, problem: 'the key of entry 2 must be 32 bytes or more' },
  { ring: `a:${counting},a:${full}`, problem: 'an id stands there twice' },
])(
  'an invalid ring is refused with an error that names the entry but not its content: $problem',
  ({ ring, problem }) => {
    expect(() => parseKeyRing(ring)).toThrow(new Error(problem))
  },
)
