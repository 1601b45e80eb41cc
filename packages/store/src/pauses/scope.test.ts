import { expect, test } from 'vitest'
import { kindOfScope, pauseReason, pauseScope, subjectOfScope } from './scope.ts'

test.each([
  ['mail', 'mail', 'mail', null],
  ['webhook', 'webhook', 'webhook', null],
  ['relay:SMTP.example:587', 'relay:smtp.example:587', 'relay', 'smtp.example:587'],
  ['relay:[::1]:25', 'relay:[::1]:25', 'relay', '[::1]:25'],
  ['organization:Acme', 'organization:Acme', 'organization', 'Acme'],
  ['organization:urn:acme', 'organization:urn:acme', 'organization', 'urn:acme'],
])('%s is a scope', (text, scope, kind, subject) => {
  const parsed = pauseScope.parse(text)
  expect([parsed, kindOfScope(parsed), subjectOfScope(parsed)]).toEqual([scope, kind, subject])
})

test.each([
  ['', 'Mail', 'mail:', 'mails', 'webhook:x', 'relay', 'relay:', 'relay:smtp.example', 'relay:a b:25'],
  ['organization', 'organization:', 'organization:a\nb', `organization:${'x'.repeat(201)}`, 'user:alice'],
])('%j and the like are none', (...texts) => {
  for (const text of texts) expect(pauseScope.safeParse(text).success, text).toBe(false)
})

test('a reason is one line of 1 to 200 characters', () => {
  expect(pauseReason.parse(' the relay moves, see № 7 ')).toBe('the relay moves, see № 7')
  for (const reason of ['', '   ', 'two\nlines', 'two\u2028lines', 'x'.repeat(201), 'half \ud800'])
    expect(pauseReason.safeParse(reason).success, JSON.stringify(reason)).toBe(false)
})
