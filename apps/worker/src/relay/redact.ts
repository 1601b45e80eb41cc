const inputLengthMax = 2_000
const lengthMax = 500

/**
 * Redacts addresses and the link's `code`, if any, in the reply of a relay, and limits it to one line of 500
 * characters.
 */
export function redact(text: string, code: string | null): string {
  // Cut at white space, because a part of an address or a code would not be recognized.
  const input = text.length > inputLengthMax ? text.slice(0, inputLengthMax).replace(/\S+$/, '') : text
  const line = input
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .replace(code === null ? /(?!)/ : patternOf(code), '(code)')
    .replace(/[^\s<>"(),;:]+@[^\s<>"(),;]*[^\s<>"(),;:.]/g, '(address)')
  return [...line].slice(0, lengthMax).join('')
}

// Relays quote a mail with its soft line breaks (RFC 2045 section 6.7), or a link in lower case or truncated.
function patternOf(code: string): RegExp {
  const lineBreak = '(?:=? )?'
  const [head, tail] = [[...code.slice(0, 8)], [...code.slice(8)]]
  const rest = tail.reduceRight((more, character) => `(?:${lineBreak}${character}${more})?`, '')
  return new RegExp(head.join(lineBreak) + rest, 'gi')
}
