/** The streams that a command reads and writes. */
export type Terminal = Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr'>

/** Puts untrusted text on one line and removes the characters that control a terminal. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
}

/** Formats an RFC 3339 time in UTC to the second: `2026-11-23 03:43:51Z`. */
export function momentOf(at: string): string {
  return `${at.slice(0, 19).replace('T', ' ')}Z`
}
