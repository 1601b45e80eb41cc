import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NotGenuine, Unreadable } from './provider.ts'
import { createSendgrid } from './sendgrid.ts'

import { batch, bounce, hour, now, pair, read, sendgrid, signed, spki } from './sendgrid-example.ts'

describe('a request is refused', () => {
  test('with the signature of another key, or none', async () => {
    const good = signed(batch(bounce))
    await expect(read(signed(good.body, good.timestamp, pair().privateKey))).rejects.toThrow(NotGenuine)
    for (const signature of ['', 'x', good.signature.slice(0, -4), `${good.signature}AAAA`])
      await expect(read({ ...good, signature })).rejects.toThrow(NotGenuine)
    await expect(sendgrid({ headers: new Headers(), body: good.body, now })).rejects.toThrow(NotGenuine)
  })

  test('25 hours after it was signed, because SendGrid tries for 24, and more than 10 minutes before', async () => {
    const good = signed(batch(bounce))
    expect(await read(good, now + 24 * hour)).toHaveLength(1)
    expect(await read(good, now - hour / 10)).toHaveLength(1)
    for (const when of [now + 25.1 * hour, now - hour])
      await expect(read(good, when)).rejects.toThrow(NotGenuine)
    for (const timestamp of ['', 'soon', 'NaN'])
      await expect(read(signed(good.body, timestamp)), timestamp).rejects.toThrow(NotGenuine)
  })

  test('whatever single thing is changed in it', async () => {
    const good = signed(batch(bounce))
    const part = fc.constantFrom('body', 'timestamp', 'signature')
    const text = fc.string({ maxLength: 2, unit: fc.constantFrom(...'0123456789abcXYZ+/=-_"{}[],:é') })
    await fc.assert(
      fc.asyncProperty(part, fc.nat(), fc.nat(2), text, async (name, at, cut, inserted) => {
        const value = good[name]
        const index = at % value.length
        const changed = value.slice(0, index) + inserted + value.slice(index + cut)
        // A header has only bytes.
        fc.pre(changed !== value && (name === 'body' || !changed.includes('é')))
        await expect(read({ ...good, [name]: changed })).rejects.toThrow(NotGenuine)
      }),
      { numRuns: 1_000 },
    )
  })
})

test.each(['x', '', '{}', '[1]', '[{}]', '[{"event":1}]', `[${Array(10_001).fill('{"event":"open"}')}]`])(
  'the body %.40j is unreadable',
  async body => {
    await expect(read(signed(body))).rejects.toThrow(Unreadable)
  },
)

test('what is no P-256 key is refused at start', () => {
  for (const key of [
    '',
    'AAAA',
    spki(generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey),
    spki(generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey),
  ])
    expect(() => createSendgrid(key)).toThrow()
})
