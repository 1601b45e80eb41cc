import { expect, test } from 'vitest'
import { abuse } from './example-mails.ts'
import { readComplaint } from './feedback-report.ts'

test('a complaint names its type, its reporter and the return paths', () => {
  expect(readComplaint(abuse)).toEqual({
    detail: 'reported as unwanted (abuse) by ExampleFeedback/2.1',
    originalMailFrom: ['<bounce+2@passlink.example>'],
  })
})

test.each([
  ['abuse', true],
  ['Abuse (by a user)', true],
  ['fraud', true],
  ['virus', true],
  ['other', true],
  ['not-spam', false],
  ['auth-failure', false],
  ['opt-out', false],
  ['opt-out-list', false],
  ['dmarc', false],
  ['', false],
  ['abuse\nFeedback-Type: not-spam', false],
])('the type %j is a complaint: %s', (type, isComplaint) => {
  expect(readComplaint(abuse.replace('abuse', type)) !== null).toBe(isComplaint)
})

test.each([
  [`${abuse}\nReporting-MTA: dns; mail.example`, 'reported as unwanted (abuse) by mail.example'],
  [abuse.replace('ExampleFeedback/2.1', 'a@b.example https://x.example'), /^[^@/]* by \(address\) \(link\)$/],
  ['feedback-type: abuse', 'reported as unwanted (abuse)'],
])('the detail of %j is %s', (text, detail) => {
  expect(readComplaint(text)?.detail).toEqual(
    typeof detail === 'string' ? detail : expect.stringMatching(detail),
  )
})

test('only the first block counts', () => {
  expect(readComplaint(`Version: 1\n\n${abuse}`)).toBeNull()
  expect(readComplaint('')).toBeNull()
})
