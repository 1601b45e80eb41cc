import { expect, test } from 'vitest'
import { requestedDelayMs } from './requested-delay.ts'

test.each([
  ['450 4.2.0 Greylisted, try again in 300 seconds', 300_000],
  ['450 4.7.1 try again in 600 seconds', 600_000],
  ['450 Greylisted for 10 minutes', 600_000],
  ['450 4.2.0 <(address)>: Recipient address rejected: Greylisted for 300 seconds (see http://x)', 300_000],
  ['451 please retry in 5 min', 300_000],
  ['451 4.7.1 Please wait 5 minutes', 300_000],
  ['451 try again after 1 minute(s)', 60_000],
  ['451 retry in 90s', 90_000],
  ['451 retry in 299.9995 seconds', 300_000],
  ['451 Retry in 10 min.', 600_000],
  ['451 come back in 2 hours', 7_200_000],
  ['451 blocked for 1 hr', 3_600_000],
  ['451 TRY AGAIN IN 30 SEC', 30_000],
  ['451 temporarily deferred for 3 hrs', 10_800_000],
  ['451 you must wait at least 90 seconds', 90_000],
  ['451 try again later (600s)', 600_000],
  ['451 Retry-After: 120 seconds', 120_000],
  ['451 4.7.1 Greylisting in action, please come back in 00:04:59', 299_000],
  ['451 please wait 1 hour and 30 minutes', 5_400_000],
  ['451 try again in 1 minute(s), 5 second(s)', 65_000],
  ['451 retry after 1h30m', 5_400_000],
  ['451 4.7.1 retry after PT10M', 600_000],
  ['451 4.7.1 retry after PT1H0.5M', 3_630_000],
  ['451 try again in 2 days', 6 * 3_600_000],
  ['451 try again in 999999 hours', 6 * 3_600_000],
])('the delay is found in: %s', (reply, ms) => {
  expect(requestedDelayMs(reply)).toBe(ms)
})

test.each([
  '451 try again later',
  '451 4.7.1 wait',
  '451 too many mails in 5 messages',
  '450 4.7.1 more than 100 mails in 24 hours, try again later',
  '450 blocked: too many mails in the last 10 minutes',
  '450 deferred; the limit is one mail every 60 seconds',
  '452 4.5.3 limit of 100 seconds of CPU',
  '451 your host 10 is listed',
  '451 try again in 5 messages',
  '451 try again in 500 ms',
  '451 try again at 14:30:00',
  '451 4.7.1 Greylisted, see https://postgrey.example/help/300s.html',
  '',
])('no delay is requested by: %s', reply => {
  expect(requestedDelayMs(reply)).toBeNull()
})

test('a very long reply does not block the process', () => {
  for (const reply of ['again ', 'again in ', 'again 1', 'again in 1s ', 'again (', 'retry-'])
    requestedDelayMs(reply.repeat(100_000))
})
