/** Stands for the id of the delivery in the values of {@link MailHeaders}, so that a mail provider can report it. */
export const deliveryPlaceholder = '{delivery}'

/** Fields of a mail's header, by name. */
export type MailHeaders = Readonly<Record<string, string>>

const headersMax = 20
const lengthMax = 900

// Those that say whose mail it is, how it is built, or that it is signed: we write them.
const ours =
  /^(from|sender|to|cc|bcc|reply-to|subject|date|message-id|in-reply-to|references|mime-version|content-.*|auto-submitted|return-path|received|resent-.*|dkim-signature|arc-.*|feedback-id|x-auto-response-suppress)$/i

/**
 * Reads fields for the header of every mail from a JSON object: `{"X-PM-Message-Stream":"outbound"}`. Throws if it is none,
 * if a name or a value is not fit for a header (RFC 5322 section 2.2), or if we write that field ourselves.
 */
export function parseMailHeaders(json: string): MailHeaders {
  const read = parse(json)
  const entries = Object.entries(read)
  if (entries.length > headersMax) throw new Error(`must be ${headersMax} fields or less`)
  for (const [index, [name, value]] of entries.entries()) {
    const place = `field ${index + 1}`
    if (!/^[a-z\d-]{1,70}$/i.test(name)) throw new Error(`${place} must have a name of letters, digits and -`)
    if (ours.test(name)) throw new Error(`${place} is one that Passlink writes itself`)
    if (typeof value !== 'string' || !/^[!-~](?:[ -~]*[!-~])?$/.test(value) || lengthOf(value) > lengthMax)
      throw new Error(`${place} must have a value of 1 to ${lengthMax} visible ASCII characters`)
  }
  return read as MailHeaders
}

// With the id of a delivery, which is a UUID.
const lengthOf = (value: string) => value.replaceAll(deliveryPlaceholder, '-'.repeat(36)).length

function parse(json: string): object {
  try {
    const read: unknown = JSON.parse(json)
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read
  } catch {
    // Said below.
  }
  throw new Error('must be a JSON object of names and values')
}
