import { exportJWK, generateKeyPair } from 'jose'
import { expect, test } from 'vitest'
import { createKeys } from './keys.ts'

const publicKey = async (kid: string) => ({
  ...(await exportJWK((await generateKeyPair('ES256')).publicKey)),
  kid,
})

test('the same keys published again stay the same set, so that tokens verified with it stay verified', async () => {
  const keys = createKeys({ demand: async () => 0, issuer: () => undefined })
  const [one, two] = [await publicKey('one'), await publicKey('two')]
  keys.replace({ keys: [one] })
  const set = keys.current()
  expect(set).toBeDefined()
  keys.replace({ keys: [{ ...one }] })
  expect(keys.current()).toBe(set)
  keys.replace({ keys: [one, two] })
  expect(keys.current()).not.toBe(set)
})

test('what are no keys is refused, and the set stays', async () => {
  const keys = createKeys({ demand: async () => 0, issuer: () => undefined })
  keys.replace({ keys: [await publicKey('one')] })
  const set = keys.current()
  expect(() => keys.replace({ keys: 7 } as never)).toThrow()
  expect(() => keys.replace(null as never)).toThrow()
  expect(keys.current()).toBe(set)
})
