import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser'

/** A message of a catalog (ICU MessageFormat), parsed. */
export type Message = MessageFormatElement[]

/** Parses a message. Throws SyntaxError if it is none. */
export const parseMessage = (text: string): Message => parse(text, { ignoreTag: true })

export type ArgumentType = 'string' | 'number'

type Argument = [name: string, type: ArgumentType]

/** The arguments of a message, with their types, in the order of their names. */
export function argumentsOf(message: Message): Map<string, ArgumentType> {
  const found = message.flatMap((element): Argument[] => {
    switch (element.type) {
      case TYPE.argument:
        return [[element.value, 'string']]
      case TYPE.number:
        return [[element.value, 'number']]
      case TYPE.plural:
        return [[element.value, 'number'], ...argumentsOfCases(element.options)]
      case TYPE.select:
        return [[element.value, 'string'], ...argumentsOfCases(element.options)]
      case TYPE.literal:
      case TYPE.pound:
        return []
      default:
        throw new SyntaxError('times and tags are not used in messages')
    }
  })
  return new Map(found.sort(([one], [other]) => (one < other ? -1 : 1)))
}

type Cases = Record<string, { value: Message }>

const argumentsOfCases = (cases: Cases): Argument[] =>
  Object.values(cases).flatMap(({ value }) => [...argumentsOf(value)])

/** Whether a message has nothing but text and values, so that none of its words depends on a value. */
export const isPlain = (message: Message): boolean =>
  message.every(({ type }) => type === TYPE.literal || type === TYPE.argument)

/** The text of a message without its arguments, of all its cases, for checks of its words. */
export function literalOf(message: Message): string {
  return message
    .map(element => {
      if (element.type === TYPE.literal) return element.value
      if (element.type !== TYPE.plural && element.type !== TYPE.select) return '⟦⟧'
      return Object.values(element.options)
        .map(({ value }) => literalOf(value))
        .join('\n')
    })
    .join('')
}

/**
 * Isolates the arguments of a message in a right-to-left language, and what is code, so that neither can change the direction
 * of the sentence (UAX #9 section 2.4).
 */
export function isolateArguments(message: Message): Message {
  return message.flatMap((element): Message => {
    if (element.type === TYPE.argument) return [literal('\u2068'), element, literal('\u2069')]
    if (element.type === TYPE.literal)
      return [literal(element.value.replace(/\{\{[^}]*\}\}/g, '\u2068$&\u2069'))]
    if (element.type !== TYPE.plural && element.type !== TYPE.select) return [element]
    const cases = Object.entries(element.options as Cases).map(([name, { value }]) => [
      name,
      { value: isolateArguments(value) },
    ])
    return [{ ...element, options: Object.fromEntries(cases) }]
  })
}

const literal = (value: string): MessageFormatElement => ({ type: TYPE.literal, value })
