/** What a command reads from and writes to. */
export type Terminal = Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr'>

/** Text from outside on one line, without characters that control a terminal. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
}

/** An RFC 3339 moment in UTC, to the second: `2026-11-23 03:43:51Z`. */
export function momentOf(at: string): string {
  return `${at.slice(0, 19).replace('T', ' ')}Z`
}
