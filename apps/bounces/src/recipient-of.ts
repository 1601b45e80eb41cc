import { parseAddress } from '@passlink/store'

/**
 * The address that a report is about. `isAboutAddress` is false if it cannot be read: it may be another than the
 * mail's.
 */
export type Recipient = { recipient: string | null; isAboutAddress?: false }

/** Reads an address of a report, with or without a name and brackets; `text` is undefined if the report names none. */
export function recipientOf(text: string | undefined): Recipient {
  if (text === undefined) return { recipient: null }
  const recipient = parseAddress(text.replace(/^.*<(.*)>\s*$/, '$1').trim()) ?? null
  return recipient === null ? { recipient, isAboutAddress: false } : { recipient }
}
