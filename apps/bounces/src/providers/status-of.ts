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

/** A bounce because of the address, as the provider says; if there is a status, that decides. */
export const addressBounce = (status: string | undefined) =>
  status === undefined
    ? ({ kind: 'bounced', status: null, isAboutAddress: true } as const)
    : ({ kind: 'bounced', status } as const)

/** A bounce that is not because of the address, as the provider says, whatever its status is. */
export const mailBounce = (status: string | undefined) =>
  ({ kind: 'bounced', status: status ?? null, isAboutAddress: false }) as const

/** A delay. Without a status it says no more than that what keeps the mail away may pass. */
export const delay = (status: string | undefined) => ({ kind: 'delayed', status: status ?? '4.0.0' }) as const

/** A failure that the provider could not classify: it is final only if its status says so. */
export const unclassified = (status: string | undefined) =>
  status?.startsWith('5') ? addressBounce(status) : delay(status)

/** What the failures of a provider are, by their status. */
export type Failure = typeof addressBounce | typeof mailBounce | typeof delay | typeof unclassified
