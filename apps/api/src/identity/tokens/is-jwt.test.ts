import { expect, test } from 'vitest'
import { isJwt } from './is-jwt.ts'

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

test.each([
  `${part({ alg: 'ES256' })}.${part({})}.c2ln`,
  `${part({ alg: 'none' })}.${part({})}.`,
  `${part({ alg: 'ES256' })}.bm8.bm8`,
])('%s has the form of a signed JWT', token => {
  expect(isJwt(token)).toBe(true)
})

test.each([
  'garbage',
  'a.b.c',
  'a%.b%.c%',
  `${part({})}.${part({})}.c2ln`,
  `${part('alg')}.${part({})}.c2ln`,
  `${part(null)}.${part({})}.c2ln`,
  `${part({ alg: 'dir', enc: 'A256GCM' })}..aXY.Y2lwaGVy.dGFn`,
])('%s is an opaque token', token => {
  expect(isJwt(token)).toBe(false)
})
