import { describe, expect, test } from 'vitest'
import { createMailgun } from './mailgun.ts'
import { failed, hmac, minute, now, read, report, seconds, signature, signingKey } from './mailgun-example.ts'
import { NotGenuine } from './provider.ts'

describe('a signature', () => {
  test('of another key, or of another time or token, is refused', async () => {
    const good = signature()
    for (const sign of [
      signature({}, 'key-other'),
      { ...good, timestamp: String(seconds + 1) },
      { ...good, token: `${good.token}0` },
      { ...good, signature: '' },
      { ...good, signature: good.signature.toUpperCase() },
      { ...good, signature: `${good.signature}0` },
    ])
      await expect(read(failed, sign)).rejects.toThrow(NotGenuine)
  })

  test('of the primary account holds for a subaccount', async () => {
    const { signature: ofPrimary, ...rest } = signature()
    const ofSubaccount = hmac(`${rest.timestamp}${rest.token}`, 'key-other')
    expect(await read(failed, { ...rest, signature: ofSubaccount, 'parent-signature': ofPrimary })).toEqual([
      report,
    ])
  })

  test('with a number as its time holds', async () => {
    expect(await read(failed, { ...signature(), timestamp: seconds })).toEqual([report])
  })

  test('holds for 9 hours, because Mailgun tries for 8', async () => {
    for (const age of [0, 8 * 60, 8.9 * 60, -9])
      expect(await read(failed, signature(), createMailgun(signingKey), now + age * minute)).toEqual([report])
    for (const age of [9.1 * 60, -11])
      await expect(
        read(failed, signature(), createMailgun(signingKey), now + age * minute),
        String(age),
      ).rejects.toThrow(NotGenuine)
  })

  test('holds for one event: the same again is read, another is refused', async () => {
    const reader = createMailgun(signingKey)
    expect(await read(failed, signature(), reader)).toEqual([report])
    expect(await read(failed, signature(), reader)).toEqual([report])
    const forged = { ...failed, 'user-variables': { delivery: '0198c0de-0000-7000-8000-000000000000' } }
    await expect(read(forged, signature(), reader)).rejects.toThrow('another event')
    expect(await read(forged, signature({ token: 'another' }), reader)).toHaveLength(1)
  })

  test('that was refused does not bind its token', async () => {
    const reader = createMailgun(signingKey)
    await expect(read({ event: 'forged' }, { ...signature(), signature: 'wrong' }, reader)).rejects.toThrow(
      NotGenuine,
    )
    expect(await read(failed, signature(), reader)).toEqual([report])
  })
})
