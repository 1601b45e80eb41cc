import { expect, test } from 'vitest'
import { catalogFor } from './languages.ts'
import { findOwnTextProblems, withOwnTexts } from './own-texts.ts'

const [english, arabic] = [catalogFor(['en']), catalogFor(['ar'])]

test('an organization can replace texts of the mails, and the others stay', () => {
  const { catalog, problems } = withOwnTexts(english, {
    'linkMail.subject': 'Your new {organization} passkey',
    'linkMail.preview': 'Fast and safe.',
  })
  expect(problems).toEqual([])
  expect(catalog.linkMail.subject({ organization: 'Acme' })).toBe('Your new Acme passkey')
  expect(catalog.linkMail.preview).toBe('Fast and safe.')
  expect(catalog.linkMail.button).toBe(english.linkMail.button)
  expect(catalog.redeem).toBe(english.redeem)
})

test.each([
  ['mail', 'details'],
  ['linkMail', 'preview'],
  ['addedMail', 'preview'],
  ['removedMail', 'preview'],
] as const)('the texts of the group %s can be replaced', (group, name) => {
  const { catalog, problems } = withOwnTexts(english, { [`${group}.${name}`]: 'Our own.' })
  expect(problems).toEqual([])
  expect(catalog[group]).toEqual({ ...english[group], [name]: 'Our own.' })
})

test('a text may use fewer values than ours, and is still a function of them', () => {
  const { catalog } = withOwnTexts(english, { 'linkMail.subject': 'Your new passkey' })
  expect(catalog.linkMail.subject({ organization: 'Acme' })).toBe('Your new passkey')
})

test('values are isolated in a right-to-left language', () => {
  const { catalog } = withOwnTexts(arabic, { 'linkMail.subject': 'X {organization}' })
  expect(catalog.linkMail.subject({ organization: 'Acme' })).toBe('X \u2068Acme\u2069')
})

test.each([
  ['redeem.loading', 'Wait', 'is not the name of a text of a mail'],
  ['linkMail.constructor', 'Wait', 'is not the name of a text of a mail'],
  ['linkMail.subject', ' ', 'must have 1 to 1000 characters'],
  ['linkMail.subject', 'x'.repeat(1_001), 'must have 1 to 1000 characters'],
  ['linkMail.subject', 'a\r\nBcc: b', 'must be one line'],
  ['linkMail.subject', 'a {b', 'is not a message'],
  ['linkMail.subject', '{name}', 'has no value {name}, only {organization}'],
  ['linkMail.button', '{organization}', 'has no value {organization}, only none'],
  ['linkMail.subject', '{organization, date}', 'may only have values'],
  ['linkMail.expiry', '{moment, number, ::currency/1}', 'may only have values'],
  ['linkMail.subject', '{organization, plural, other {x}}', 'may only have values'],
  ['linkMail.subject', "'{'{organization, select, a{x} other{'{'url'}'} b{x}}'}'", 'may only have values'],
  ['linkMail.subject', "Look '{{'foo'}}' here", 'must not have double braces'],
  ['linkMail.subject', "{organization}'}}'", 'must not have double braces'],
  ['linkMail.subject', 1 as never, 'must be text'],
])('%s as %j is a problem, and our text is used instead', (name, text, problem) => {
  expect(findOwnTextProblems({ [name]: text })).toEqual([expect.stringContaining(`${name}: ${problem}`)])
  const { catalog, problems } = withOwnTexts(english, { [name]: text })
  expect(problems).toHaveLength(1)
  expect(catalog.linkMail).toEqual(english.linkMail)
})
