const lengthMax = 100

/**
 * A name as a short line of visible text for a header or a sentence, because names are untrusted input. The zero-width
 * joiner and non-joiner are not removed, because Persian, Indic scripts and emoji need them.
 */
export function oneLine(text: string): string {
  const visible = text.replace(/(?![\u200C\u200D])[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim()
  const characters = [...visible]
  return characters.length > lengthMax ? `${characters.slice(0, lengthMax - 1).join('')}…` : visible
}
