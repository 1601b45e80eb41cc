const isCode = /^[45]\.\d{1,3}\.\d{1,3}$/
// Not a part of an IP address or of a longer number.
const codeInWords = /(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?!\.?\d)/

/**
 * The enhanced status code (RFC 3463) of a failure: `field` if it is one, but rather the first one in `words` if `field`
 * says no more than its class, as 5.0.0 does. Undefined if neither says more.
 */
export function givenStatus(field: string | undefined, words: string): string | undefined {
  const given = field !== undefined && isCode.test(field) ? field : undefined
  return [given, codeInWords.exec(words)?.[0]].find(code => code !== undefined && !code.endsWith('.0.0'))
}

/** The kind of a failure that the provider could not classify: it is final only if its status says so. */
export function kindOf(status: string | undefined): 'bounced' | 'delayed' {
  return status?.startsWith('5') ? 'bounced' : 'delayed'
}

/** The status of a bounce that has none, if the provider says that the address takes no mail. */
export const unspecificBounce = '5.1.0'

/** The status of a delay that has none. */
export const unspecificDelay = '4.0.0'
