const inputLengthMax = 2_000
const lengthMax = 500

/**
 * Redacts addresses and the link's `code`, if any, in the reply of a relay, and limits it to one line of 500
 * characters.
 */
export function redact(text: string, code: string | null): string {
  // Cut at white space, because a part of an address or a code would not be recognized.
  const input = text.length > inputLengthMax ? text.slice(0, inputLengthMax).replace(/\S+$/, '') : text
  const line = input.replace(/[\s\p{Cc}]+/gu, ' ').trim()
  const redacted = redactAddresses(code === null ? line : redactCode(line, code))
  return redacted.length <= lengthMax ? redacted : [...redacted].slice(0, lengthMax).join('')
}

function redactAddresses(line: string): string {
  return line.includes('@') ? line.replace(/[^\s<>"(),;:]+@[^\s<>"(),;]*[^\s<>"(),;:.]/g, '(address)') : line
}

const headLength = 8

function redactCode(line: string, code: string): string {
  // Most replies quote nothing, and a pattern for each mail would take longer than all else that a reply costs.
  const unbroken = line.replaceAll(/=? /g, '').toLowerCase()
  if (!unbroken.includes(code.slice(0, headLength).toLowerCase())) return line
  return line.replace(patternOf(code), '(code)')
}

// Relays quote a mail with its soft line breaks (RFC 2045 section 6.7), or a link in lower case or truncated.
function patternOf(code: string): RegExp {
  const lineBreak = '(?:=? )?'
  const [head, tail] = [[...code.slice(0, headLength)], [...code.slice(headLength)]]
  const rest = tail.reduceRight((more, character) => `(?:${lineBreak}${character}${more})?`, '')
  return new RegExp(head.join(lineBreak) + rest, 'gi')
}
