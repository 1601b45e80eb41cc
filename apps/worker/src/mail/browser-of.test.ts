import { catalogFor } from '@passlink/messages'
import { expect, test } from 'vitest'
import { browserOf } from './browser-of.ts'

const english = catalogFor(['en'])

test.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
    'Browser: Firefox on Windows',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    'Browser: Chrome on macOS',
  ],
  ['Firefox/140.0', 'Browser: Firefox'],
  ['node', undefined],
  ['Your own iPhone - routine check by Acme IT, nothing to do/1 x (iPhone; CPU iPhone OS 18_5)', undefined],
])('the browser of %j is %s', (userAgent, line) => {
  expect(browserOf(userAgent, english)).toBe(line)
})
