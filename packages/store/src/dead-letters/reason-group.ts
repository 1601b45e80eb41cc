import { createHash } from 'node:crypto'
import { type SQL, sql } from 'drizzle-orm'

/**
 * What reasons for death have in common: the words, the reply code and the enhanced code, without what differs from mail to
 * mail. `group` identifies it.
 */
export type ReasonGroup = { group: string; words: string; code: string | null; enhancedCode: string | null }

const something = '…'

// In the words that the regular expressions of Postgres and of JavaScript have in common, because each group is found by
// both. A code is at the beginning of a reply, or before an enhanced code (RFC 3463).
const code = '[2-5][0-9][0-9]'
const enhancedCode = '[245][.][0-9]{1,3}[.][0-9]{1,3}'
const kept = `${code}[ -]${enhancedCode}(?![^ ,:;)])|${enhancedCode}(?![^ ,:;)])|(?<=: |answered )${code}(?![^ ,:;-])`

/** What is left out of a reason: addresses of pages, and words with a digit or an `@`, except codes. */
const omissions = [
  ['https?://[^ ]+', something],
  [`(?<![^ ])(?!${kept})[^ ]*[0-9@][^ ]*`, something],
  [`${something}(?: ${something})+`, something],
] as const

const groupLength = 16

/** The group of a reason for death. */
export function groupOf(reason: string): ReasonGroup {
  const words = omissions.reduce((text, [left, by]) => text.replace(new RegExp(left, 'g'), by), reason)
  const enhanced = new RegExp(`(?:^|[ -])(${enhancedCode})(?![^ ,:;)])`).exec(words)?.[1]
  return {
    group: createHash('sha256').update(words).digest('hex').slice(0, groupLength),
    words,
    code: new RegExp(`(?:^|: |answered )(${code})(?![^ ,:;-])`).exec(words)?.[1] ?? null,
    enhancedCode: enhanced ?? null,
  }
}

/** Matches the `group` of a {@link ReasonGroup}. */
export const isGroup = /^[0-9a-f]{16}$/

/** The `group` of a reason, as an expression that is equal to that of {@link groupOf}. */
export function groupIn(reason: SQL): SQL {
  const words = omissions.reduce<SQL>(
    (text, [left, by]) => sql`regexp_replace(${text}, ${left}, ${by}, 'g')`,
    reason,
  )
  return sql`left(encode(sha256(convert_to(${words}, 'UTF8')), 'hex'), ${groupLength}::integer)`
}
