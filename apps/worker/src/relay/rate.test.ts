import { setting } from '@passlink/runtime'
import { expect, test } from 'vitest'
import { ratesOf, textOfRate } from './rate.ts'

test.each([
  ['100/1s', '100/1s'],
  ['30/60s', '30/1m'],
  ['5/90s', '5/90s'],
  ['7/1500ms', '7/1500ms'],
  ['1000/24h', '1000/1d'],
])('the rate %s is told as %s', (text, told) => {
  expect(textOfRate(setting.rateWithin('366d').parse(text))).toBe(told)
})

test('one rate is that of all relays, and of several each has its own', () => {
  const [one, two] = [
    { max: 1, windowMs: 1_000 },
    { max: 2, windowMs: 1_000 },
  ]
  expect([...ratesOf(['a', 'b'], [one]).values()]).toEqual([one, one])
  expect([...ratesOf(['a', 'b'], [one, two]).values()]).toEqual([one, two])
  expect(ratesOf(['a', 'b'], undefined).size).toBe(0)
})
