const heededMax = 2_000
const keptMax = 500

/** A relay's words as we keep them: addresses and the link's `code`, if any, taken out, one line, 500 characters at most. */
export function redact(text: string, code: string | null): string {
  // A word cut in two would no longer be known for an address or a code.
  const heeded = text.length > heededMax ? text.slice(0, heededMax).replace(/\S+$/, '') : text
  const line = heeded
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .replace(code === null ? /(?!)/ : patternOf(code), '(code)')
    .replace(/[^\s<>"(),;:]+@[^\s<>"(),;]*[^\s<>"(),;:.]/g, '(address)')
  return [...line].slice(0, keptMax).join('')
}

// Relays quote a mail as it came, its long lines broken (RFC 2045 section 6.7), or a link in lower case or cut short.
function patternOf(code: string): RegExp {
  const lineBreak = '(?:=? )?'
  const [head, tail] = [[...code.slice(0, 8)], [...code.slice(8)]]
  const rest = tail.reduceRight((more, character) => `(?:${lineBreak}${character}${more})?`, '')
  return new RegExp(head.join(lineBreak) + rest, 'gi')
}
