import type { MessageFormatElement } from '@formatjs/icu-messageformat-parser'
import { IntlMessageFormat } from 'intl-messageformat'

type Values = Record<string, string | number>

/**
 * Returns a function that makes a text with values of a parsed message in a language. No value can change the direction of the text
 * (UAX #9 section 2.4).
 */
export function createMessages(language: string) {
  return (message: MessageFormatElement[]) => {
    let format: IntlMessageFormat | undefined
    return (values: Values): string => {
      format ??= new IntlMessageFormat(message, language)
      const harmless = Object.entries(values).map(([name, value]) => [name, withoutDirections(value)])
      return String(format.format(Object.fromEntries(harmless)))
    }
  }
}

const withoutDirections = (value: string | number) =>
  typeof value === 'string' ? value.replace(/[\u202a-\u202e\u2066-\u2069]/g, '') : value
