import { expect, test } from 'vitest'
import { findProblems } from './find-problems.ts'

const english = {
  mail: { subject: 'Add a passkey to {organization}', request: 'A passkey instead of a password' },
  hint: 'Press it',
}
const terms = { passkey: 'cl[ée]s? d’accès', password: 'mots? de passe' }
const right = {
  mail: {
    subject: 'Ajouter une clé d’accès à {organization}',
    request: 'Une clé d’accès, sans mot de passe',
  },
  hint: 'Appuyez ici',
}
const problemsOf = (source: Parameters<typeof findProblems>[0]['source'], language = 'fr') =>
  findProblems({ language, source, english, terms })

test('a translation with all messages, arguments and terms has no problem', () => {
  expect(problemsOf(right)).toEqual([])
})

test.each([
  ['a missing message', { ...right, hint: undefined as never }, 'hint is missing'],
  ['a message too many', { ...right, more: 'Plus' }, 'more is not in the English catalog'],
  ['an empty message', { ...right, hint: ' ' }, 'hint cannot be read'],
  ['a malformed message', { ...right, hint: 'Appuyez {' }, 'hint cannot be read'],
  ['an English message', { ...right, hint: 'Press it' }, 'hint is not translated'],
  ['another argument', { ...right, hint: '{name}' }, 'hint has the arguments name,string instead of none'],
  [
    'an argument of another type',
    { ...right, mail: { ...right.mail, subject: 'Clé d’accès {organization, plural, other {#}}' } },
    'mail.subject has the arguments organization,number',
  ],
  [
    'a password for a passkey',
    { ...right, hint: 'Mot de passe' },
    "hint has the language's word for password",
  ],
  [
    'no word for passkey',
    { ...right, mail: { ...right.mail, request: 'Sans mot de passe' } },
    "mail.request lacks the language's word for passkey",
  ],
  ['a glued mark', { ...right, hint: 'Appuyez!' }, 'hint breaks the rule that a space that does not break'],
  ['other quotation marks', { ...right, hint: '“ici”' }, 'hint breaks the rule that quotation marks'],
  ['two spaces', { ...right, hint: 'Appuyez  ici' }, 'hint breaks the rule that there are no superfluous'],
  ['three dots', { ...right, hint: 'Appuyez...' }, 'hint breaks the rule that an ellipsis'],
  ['a mark of direction', { ...right, hint: 'Appuyez\u200f' }, 'hint breaks the rule that code alone'],
])('%s is a problem', (_, source, problem) => {
  const { hint, ...rest } = source
  const problems = problemsOf(hint === undefined ? rest : source)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(problem)
})

test('a term that contains the word for password is allowed', () => {
  const indonesian = { passkey: 'kunci sandi', password: 'sandi' }
  const source = {
    mail: { subject: 'Kunci sandi {organization}', request: 'Kunci sandi, bukan kata sandi' },
    hint: 'Tekan',
  }
  expect(findProblems({ language: 'id', source, english, terms: indonesian })).toEqual([])
})

test('a language without terms is a problem', () => {
  expect(findProblems({ language: 'fr', source: right, english, terms: undefined })).toEqual([
    'glossary.json has no terms of this language',
  ])
})
