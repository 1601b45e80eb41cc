import { expect, test } from 'vitest'
import { namedDelayMs } from './named-delay.ts'

test.each([
  ['450 4.2.0 Greylisted, try again in 300 seconds', 300_000],
  ['451 4.7.1 Please wait 5 minutes', 300_000],
  ['451 try again after 1 minute(s)', 60_000],
  ['451 retry in 90s', 90_000],
  ['451 Retry in 10 min.', 600_000],
  ['451 come back in 2 hours', 7_200_000],
  ['451 blocked for 1 hr', 3_600_000],
  ['451 TRY AGAIN IN 30 SEC', 30_000],
  ['451 try again in 999999 hours', 6 * 3_600_000],
])('%s', (words, ms) => {
  expect(namedDelayMs(words)).toBe(ms)
})

test.each([
  '451 try again later',
  '451 too many mails in 5 messages',
  '451 4.7.1 wait',
  '452 4.5.3 limit of 100 seconds of CPU',
  '451 your host 10 is listed',
  '451 try again in 00:04:59',
  '',
])('no delay is named by: %s', words => {
  expect(namedDelayMs(words)).toBeUndefined()
})
