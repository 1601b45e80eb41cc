import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseKeyRing } from '../links/code.ts'
import { deliveryOfReturnPath, isBounceAddress, parseBounceAddress, returnPathFor } from './return-path.ts'

const ring = (...ids: string[]) =>
  parseKeyRing(ids.map(id => `${id}:${Buffer.alloc(32, id).toString('base64')}`).join(','))
const address = parseBounceAddress('Bounce@Bounces.Example')
const id = '01960000-1234-7abc-8def-0123456789ab'

test('a return path is an address of our domain whose local part has at most 64 characters', () => {
  const longest = parseBounceAddress(`${'a'.repeat(20)}@bounces.example`)
  const [local = '', domain] = returnPathFor(longest, ring('a'), id).split('@')
  expect(domain).toBe('bounces.example')
  expect(local.length).toBeLessThanOrEqual(64)
})

test('the delivery is found by its return path, whatever a mail server did to its case', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.func(fc.boolean()), (deliveryId, isUpper) => {
      const path = returnPathFor(address, ring('a'), deliveryId)
      const changed = [...path].map((one, n) => (isUpper(n) ? one.toUpperCase() : one)).join('')
      expect(deliveryOfReturnPath(address, ring('a'), changed)).toBe(deliveryId)
    }),
  )
})

test('a return path that was signed with a former key is valid while the key is in the ring', () => {
  const path = returnPathFor(address, ring('a'), id)
  expect(deliveryOfReturnPath(address, ring('b', 'a'), path)).toBe(id)
  expect(deliveryOfReturnPath(address, ring('b'), path)).toBeNull()
})

test('no other address is a return path: neither one with a character changed nor anything made up', () => {
  const path = returnPathFor(address, ring('a'), id)
  const characters = [...'abcdefghijklmnopqrstuvwxyz234567']
  for (const n of Array(42).keys())
    for (const other of characters) {
      const at = 'bounce+'.length + n
      const changed = path.slice(0, at) + other + path.slice(at + 1)
      if (changed !== path) expect(deliveryOfReturnPath(address, ring('a'), changed)).toBeNull()
    }
  const madeUp = fc.oneof(
    fc.emailAddress(),
    fc.string(),
    fc.stringMatching(/^bounce\+[a-z2-7]{42}@bounces\.example$/),
  )
  fc.assert(fc.property(madeUp, text => deliveryOfReturnPath(address, ring('a'), text) === null))
})

test('a return path of another domain or another address for reports is none of ours', () => {
  const path = returnPathFor(address, ring('a'), id)
  for (const other of ['bounce@other.example', 'bounces@bounces.example', 'bounce@bounces-example'])
    expect(deliveryOfReturnPath(parseBounceAddress(`${other}`), ring('a'), path)).toBeNull()
  expect(
    deliveryOfReturnPath(address, ring('a'), path.replace('bounces.example', 'bouncesXexample')),
  ).toBeNull()
})

test('the domain may come in either form', () => {
  const international = parseBounceAddress('bounce@bücher.example')
  const path = returnPathFor(international, ring('a'), id)
  expect(path).toContain('@xn--')
  for (const address of [path, path.replace(/@.*/, '@bücher.example')])
    expect(deliveryOfReturnPath(international, ring('a'), address)).toBe(id)
  for (const address of ['Bounce@BÜCHER.example', 'bounce@xn--bcher-kva.example'])
    expect(isBounceAddress(international, address)).toBe(true)
  expect(isBounceAddress(international, 'bounce@bucher.example')).toBe(false)
})

describe('the address for reports', () => {
  test.each(['a@b.example', 'bounce-1.x@bounces.example', 'b@bücher.example'])('may be %s', text => {
    expect(parseBounceAddress(text).domain).toMatch(/^(xn--[\w-]+|b|bounces)\.example$/)
  })

  test.each([
    '',
    'bounces.example',
    'a+b@b.example',
    `${'a'.repeat(21)}@b.example`,
    'bü@b.example',
    '.a@b.example',
  ])('must not be %j', text => {
    expect(() => parseBounceAddress(text)).toThrow('must be an address')
  })
})
