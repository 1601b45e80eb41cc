import { argumentsOf, literalOf, type Message, parseMessage } from './message.ts'
import { messagesOf, type Source } from './read-catalog.ts'
import { typographyOf } from './typography.ts'

/** How a language says "passkey" and "password": regular expressions for every form of the words. */
export type Terms = { passkey: string; password: string }

type Translation = { language: string; source: Source; english: Source; terms: Terms | undefined }

/**
 * What is wrong with a catalog, a sentence each: a message that is missing, superfluous or malformed, whose arguments are not
 * those of the English one, that says password where English says passkey, or that breaks the rules of the language's typography.
 */
export function findProblems({ language, source, english, terms }: Translation): string[] {
  const messages = messagesOf(source)
  const originals = messagesOf(english)
  const keys = [...new Set([...originals.keys(), ...messages.keys()])]
  const problems = keys.flatMap(key => {
    const [text, original] = [messages.get(key), originals.get(key)]
    if (text === undefined) return [`${key} is missing`]
    if (original === undefined) return [`${key} is not in the English catalog`]
    return problemsOf(text, original).map(problem => `${key} ${problem}: ${text}`)
  })
  return terms ? problems : [...problems, 'glossary.json has no terms of this language']

  function problemsOf(text: string, original: string): string[] {
    const message = tryToParse(text)
    if (typeof message === 'string') return [`cannot be read (${message})`]
    const words = literalOf(message)
    return [
      ...argumentProblems(message, parseMessage(original)),
      ...(terms && language !== 'en' ? termProblems(words, literalOf(parseMessage(original)), terms) : []),
      ...typographyOf(language)
        .filter(({ wrong, allowed }) => wrong.test(allowed ? words.replaceAll(allowed, '') : words))
        .map(({ rule }) => `breaks the rule that ${rule}`),
      ...(language !== 'en' && text === original && hasSeveralWords(words) ? ['is not translated'] : []),
    ]
  }
}

// A single one, such as a name or "via", can be the same in another language.
const hasSeveralWords = (words: string) => /\p{L}\P{L}+\p{L}/u.test(words.replaceAll('⟦⟧', ''))

function tryToParse(text: string): Message | string {
  try {
    return text.trim() === '' ? 'it is empty' : parseMessage(text)
  } catch (error) {
    return (error as Error).message
  }
}

function argumentProblems(message: Message, original: Message): string[] {
  const [given, expected] = [message, original].map(each => [...argumentsOf(each)].join(' '))
  return given === expected ? [] : [`has the arguments ${given || 'none'} instead of ${expected || 'none'}`]
}

function termProblems(words: string, original: string, { passkey, password }: Terms): string[] {
  const withoutPasskeys = words.replaceAll(new RegExp(passkey, 'giu'), '')
  const lacks = /passkey/i.test(original) && withoutPasskeys === words
  const isWrong = !/password/i.test(original) && new RegExp(password, 'iu').test(withoutPasskeys)
  return [
    ...(lacks ? ["lacks the language's word for passkey"] : []),
    ...(isWrong ? ["has the language's word for password"] : []),
  ]
}
