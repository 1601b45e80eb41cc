import { type Direction, directionOf } from '../direction.ts'
import { argumentsOf, isolateArguments, literalOf, type Message, parseMessage } from './message.ts'
import { messagesOf, type Source } from './read-catalog.ts'

const heading = '// Written by npm run generate.\n\n'

/** The name of a language's constant: `ptBR` for `pt-BR`. */
export const constantOf = (language: string) => language.replaceAll('-', '')

/** The module of a catalog, with its messages parsed. */
export function compileCatalog(language: string, source: Source): string {
  const direction = directionOf(language)
  return `${heading}import type { Catalog } from '../catalog.ts'
import { createMessages } from '../create-messages.ts'

const message = createMessages(${JSON.stringify(language)})

export const ${constantOf(language)}: Catalog = {
  language: ${JSON.stringify(language)},
  direction: ${JSON.stringify(direction)},
${write(source, 1, text => codeOf(parseMessage(text), direction))}}
`
}

function codeOf(message: Message, direction: Direction): string {
  const isolated = direction === 'rtl' ? isolateArguments(message) : message
  if (argumentsOf(message).size > 0) return `message(${JSON.stringify(isolated)})`
  return JSON.stringify(literalOf(isolated))
}

/** The module with the type of all catalogs' texts: those of the English one. */
export function compileTypes(english: Source): string {
  return `${heading}/** A text without values, or a function of its values. */
export type Texts = {
${write(english, 1, text => typeOf(parseMessage(text)), '')}}
`
}

function typeOf(message: Message): string {
  const values = [...argumentsOf(message)].map(([name, type]) => `${name}: ${type}`)
  return values.length === 0 ? 'string' : `(values: { ${values.join('; ')} }) => string`
}

/** The groups of the texts of mails, which organizations may write for themselves. */
const mailGroups = ['mail', 'linkMail', 'addedMail', 'removedMail']

/** The module with the names of the mails' texts and the values that each of them has. */
export function compileMailTexts(english: Source): string {
  const lines = [...messagesOf(english)]
    .filter(([name]) => mailGroups.includes(name.split('.')[0] ?? ''))
    .map(([name, text]) => [name, [...argumentsOf(parseMessage(text)).keys()]] as const)
    .map(([name, values]) => `  [${JSON.stringify(name)}, ${JSON.stringify(values)}],\n`)
  return `${heading}/** The texts of mails by name, such as \`linkMail.subject\`, and the values that each may have. */
export const mailTexts: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
${lines.join('')}])
`
}

/** The module with all catalogs. */
export function compileIndex(languages: readonly string[]): string {
  const lines = languages.map(language => `export { ${constantOf(language)} } from './${language}.ts'\n`)
  return `${heading}${lines.join('')}`
}

function write(source: Source, depth: number, translate: (text: string) => string, end = ','): string {
  const indent = '  '.repeat(depth)
  return Object.entries(source)
    .map(([name, value]) =>
      typeof value === 'string'
        ? `${indent}${name}: ${translate(value)}${end}\n`
        : `${indent}${name}: {\n${write(value, depth + 1, translate, end)}${indent}}${end}\n`,
    )
    .join('')
}
