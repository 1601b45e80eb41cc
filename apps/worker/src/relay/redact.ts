/** A relay's words as we keep them: addresses and the link's `code`, if any, taken out, one line, 500 characters at most. */
export function redact(text: string, code: string | null): string {
  return text
    .replaceAll(code ?? '(code)', '(code)')
    .replace(/[^\s<>"(),;:]+@[^\s<>"(),;]*[^\s<>"(),;:.]/g, '(address)')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 500)
}
