import type { Catalog } from './catalog.ts'
import {
  argumentsOf,
  isolateArguments,
  isPlain,
  literalOf,
  type Message,
  parseMessage,
} from './compile/message.ts'
import { createMessages } from './create-messages.ts'
import { mailTexts } from './gen/mail-texts.ts'

/** Texts that an organization has written itself in one language (ICU MessageFormat), by their names. */
export type OwnTexts = Readonly<Record<string, string>>

const lengthMax = 1_000

/** What is wrong with an organization's own texts, a sentence each, which begins with the name of the text. */
export function findOwnTextProblems(texts: OwnTexts): string[] {
  return Object.entries(texts).flatMap(([name, text]) => {
    const read = readText(name, text)
    return 'problem' in read ? `${name}: ${read.problem}` : []
  })
}

/** The catalog with an organization's own texts. A text with a problem is not used; `problems` says so. */
export function withOwnTexts(catalog: Catalog, texts: OwnTexts): { catalog: Catalog; problems: string[] } {
  const { mail, linkMail, addedMail, removedMail } = catalog
  const groups: Record<string, object> = { mail, linkMail, addedMail, removedMail }
  const createText = createMessages(catalog.language)
  const problems: string[] = []
  for (const [path, text] of Object.entries(texts)) {
    const read = readText(path, text)
    if ('problem' in read) {
      problems.push(`${path}: ${read.problem}`)
      continue
    }
    const [group = '', name = ''] = path.split('.')
    const message = catalog.direction === 'rtl' ? isolateArguments(read.message) : read.message
    const hasValues = (mailTexts.get(path) ?? []).length > 0
    groups[group] = { ...groups[group], [name]: hasValues ? createText(message) : literalOf(message) }
  }
  return { catalog: { ...catalog, ...groups }, problems }
}

function readText(name: string, text: unknown): { message: Message } | { problem: string } {
  const values = mailTexts.get(name)
  if (!values) return { problem: 'is not the name of a text of a mail' }
  if (typeof text !== 'string') return { problem: 'must be text' }
  if (text.trim() === '' || text.length > lengthMax)
    return { problem: `must have 1 to ${lengthMax} characters` }
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) return { problem: 'must be one line' }
  try {
    const message = parseMessage(text)
    // The values are filled in later, so no text can depend on one.
    if (!isPlain(message)) return { problem: 'may only have values such as {organization}' }
    const unknown = [...argumentsOf(message).keys()].filter(value => !values.includes(value))
    const known = values.length > 0 ? values.map(value => `{${value}}`).join(', ') : 'none'
    if (unknown.length > 0) return { problem: `has no value {${unknown[0]}}, only ${known}` }
    // The mails' templates have their slots between them.
    if (/\{\{|\}\}/.test(literalOf(message))) return { problem: 'must not have double braces' }
    return { message }
  } catch {
    return { problem: 'is not a message (ICU MessageFormat)' }
  }
}
