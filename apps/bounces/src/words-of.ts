import { redact } from '@passlink/runtime'

const lengthMax = 8_000

// A mail's lines may be broken softly, with a `=` (RFC 2045 section 6.7), and white space is one space here. The code of a
// link has 22 characters; a server that quotes a link may break it, or cut it short.
const url = /[\w+.-]{1,32}:\/\/(?:= |[^\s#<>"])*(?:#(?:(?:=? )?[\w-]){0,22}[^\s<>"]*)?/gi
const codeAfterHash = /#(?:(?:= )?[\w-]){8,}/g
const codeElsewhere = /(?<=[=/])(?:(?:= )?[\w-]){20,}/g
const quotedAddress = /"[^"]{0,64}"@[^\s<>"(),;]+/g

/**
 * The words of a server as one line of at most 500 characters, without addresses, URLs, and what may be the code of a
 * link. Servers quote the mail, and whoever has its link can sign in.
 */
export function wordsOf(text: string): string {
  const words = start(text.replace(/\s+/g, ' '))
    .replace(url, '(link)')
    .replace(codeAfterHash, '#(code)')
    .replace(codeElsewhere, '(code)')
    .replace(quotedAddress, '(address)')
  return redact(words, null)
}

/** The start of a long line, up to a space, because a part of a link or an address would not be recognized. */
function start(line: string): string {
  return line.length <= lengthMax ? line : line.slice(0, line.lastIndexOf(' ', lengthMax) + 1)
}
