import { expect, test } from 'vitest'
import { argumentsOf, isolateArguments, literalOf, parseMessage } from './compile/message.ts'
import { createMessages } from './create-messages.ts'

const say = (language: string, text: string, values: Record<string, string | number>) =>
  createMessages(language)(parseMessage(text))(values)

test('values are named, and a message can depend on a number or a word', () => {
  expect(say('en', 'From {organization}', { organization: 'Acme' })).toBe('From Acme')
  const passkeys = '{count, plural, =0 {no passkey} one {# passkey} other {# passkeys}}'
  expect([0, 1, 1_234].map(count => say('en', passkeys, { count }))).toEqual([
    'no passkey',
    '1 passkey',
    '1,234 passkeys',
  ])
  expect(say('en', '{kind, select, phone {a phone} other {a device}}', { kind: 'phone' })).toBe('a phone')
})

test('the plural is that of the language', () => {
  const polish = '{count, plural, one {# klucz} few {# klucze} many {# kluczy} other {# klucza}}'
  expect([1, 2, 5, 22].map(count => say('pl', polish, { count }))).toEqual([
    '1 klucz',
    '2 klucze',
    '5 kluczy',
    '22 klucze',
  ])
})

test('no value can change the direction of a text', () => {
  expect(say('en', '{name}!', { name: 'A\u202e\u2066B\u2069' })).toBe('AB!')
})

test('in a right-to-left language values and code are isolated, in every case of a message', () => {
  const message = isolateArguments(parseMessage("{count, plural, other {{name} '{{.Code}}'}}"))
  expect(createMessages('ar')(message)({ count: 1, name: 'Acme' })).toBe(
    '\u2068Acme\u2069 \u2068{{.Code}}\u2069',
  )
})

test('the arguments of a message are found in all its cases, and its literal text is without them', () => {
  const message = parseMessage('{count, plural, one {a {what}} other {# of {what}}} {who}')
  expect([...argumentsOf(message)]).toEqual([
    ['count', 'number'],
    ['what', 'string'],
    ['who', 'string'],
  ])
  expect(literalOf(message)).toBe('a ⟦⟧\n⟦⟧ of ⟦⟧ ⟦⟧')
})

test('a message with a time or a date of its own is refused', () => {
  expect(() => argumentsOf(parseMessage('{when, date}'))).toThrow(SyntaxError)
})
