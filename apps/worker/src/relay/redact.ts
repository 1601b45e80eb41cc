/** A relay's words as we keep them: addresses taken out, one line, 500 characters at most. */
export function redact(text: string): string {
  return text
    .replace(/[^\s<>"(),;:]+@[^\s<>"(),;]*[^\s<>"(),;:.]/g, '(address)')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 500)
}
