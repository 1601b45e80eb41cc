import {
  type Attachment,
  type ParsedMail,
  type SimpleParserOptions,
  type StructuredHeader,
  simpleParser,
} from 'mailparser'

/** A report (RFC 6522 section 3) without its words for people. */
export type OpenReport = {
  /** Its type in lower case, such as `delivery-status`. */
  type: string
  /** The text of the part that has one of these media types; null if there is none, several, or it is too large. */
  textOf: (...mediaTypes: string[]) => string | null
  /** The header of the returned mail, perhaps with the beginning of its body. Empty if no mail is returned. */
  returnedHeader: string
}

const kibibyte = 1024
// A report about one of our mails is far smaller, even if it returns the whole mail.
const mailSizeMax = 1024 * kibibyte
const textSizeMax = 256 * kibibyte
const headerSizeMax = 64 * kibibyte

const options: SimpleParserOptions = {
  keepDeliveryStatus: true,
  // A returned mail could itself contain a report.
  ignoreEmbedded: true,
  maxHeadSize: 64 * kibibyte,
  maxChildNodes: 100,
  // The rest of the mail is not used.
  skipHtmlToText: true,
  skipTextToHtml: true,
  skipTextLinks: true,
  keepCidLinks: true,
  checksumAlgo: false,
}

const returned = ['message/rfc822', 'text/rfc822-headers', 'message/global', 'message/global-headers']

/**
 * Opens a mail that is a report: one whose outermost media type is `multipart/report`. Null for any other mail, and for
 * one that is too large or has too many parts. Never throws.
 */
export async function openReport(mail: Buffer): Promise<OpenReport | null> {
  if (mail.length > mailSizeMax) return null
  const parsed = await simpleParser(mail, options).catch(() => null)
  const type = parsed && reportTypeOf(parsed)
  if (!parsed || type === null) return null
  const partsOf = (mediaTypes: string[]) =>
    parsed.attachments.filter(({ contentType }) => mediaTypes.includes(contentType))
  return {
    type,
    textOf: (...mediaTypes) => {
      const [part, ...others] = partsOf(mediaTypes)
      return part && others.length === 0 && part.size <= textSizeMax ? textOf(part) : null
    },
    returnedHeader: textOf(partsOf(returned)[0]).slice(0, headerSizeMax),
  }
}

function reportTypeOf({ headers }: ParsedMail): string | null {
  // mailparser gives this header in this form only. A mail without bytes has no headers.
  const contentType = headers?.get('content-type') as StructuredHeader | undefined
  if (contentType?.value.toLowerCase() !== 'multipart/report') return null
  return contentType.params['report-type']?.trim().toLowerCase() ?? null
}

const textOf = (part: Attachment | undefined) => part?.content.toString() ?? ''
