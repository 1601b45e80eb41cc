import { randomBytes } from 'node:crypto'
import {
  compileTemplate,
  deliveryPlaceholder,
  escapeHtml,
  type Logo,
  type MailHeaders,
  type MailTemplate,
} from '@passlink/mail'
import * as base64 from 'nodemailer/lib/base64'
import MailComposer from 'nodemailer/lib/mail-composer'
import { foldLines } from 'nodemailer/lib/mime-funcs'
import MimeNode from 'nodemailer/lib/mime-node'
import { encodePart, type Fill, type PartEncoding } from './encode-part.ts'

export type Address = { name: string; address: string }

/** The header fields that differ from mail to mail. `from` is a whole field, see {@link fromField}. */
export type Head = {
  from: string
  to: Address
  replyTo?: string | undefined
  deliveryId: string
  messageId: string
  date: Date
}

/** Composes one mail (RFC 5322, RFC 2045) from a compiled template. Throws if a value is not a single line. */
export type Compose = (head: Head, values: Readonly<Record<string, string>>) => Buffer

/** What a mail has beside its template: a logo, and fields of the header that differ in the delivery only. */
export type Parts = { logo?: Logo | undefined; headers?: MailHeaders | undefined }

/** That nobody wrote this mail (RFC 3834, and for Exchange), so that nobody is told of vacations. Bounces still come. */
export const automatic = {
  'Auto-Submitted': 'auto-generated',
  'X-Auto-Response-Suppress': 'OOF, AutoReply',
}

const lineLength = 76

/**
 * Compiles a mail into its bytes, as far as they are the same in all mails: nodemailer composes it once, with the encoding
 * that suits the template, and what differs from mail to mail is written as nodemailer writes it. nodemailer's own `build`
 * gives the same bytes and takes twenty times as long.
 */
export function compileMessage(
  { subject, text, html }: Omit<MailTemplate, 'from'>,
  { logo, headers = {} }: Parts = {},
): Compose {
  const textEncoding = encodingFor(text)
  const message = new MailComposer({
    text: { content: text, contentTransferEncoding: textEncoding },
    html: { content: html, contentTransferEncoding: 'quoted-printable' },
    attachments: attachmentsOf(logo),
    headers: { ...automatic, ...asGiven(headers) },
    // Unguessable, so that no value can contain the boundary.
    baseBoundary: randomBytes(8).toString('hex'),
  }).compile()
  // nodemailer writes our own fields first, and MIME-Version and Content-Type last. It adds what it does not find.
  const constantFields = message
    .buildHeaders()
    .split(/\r\n(?! )/)
    .filter(line => !/^(message-id|date):/i.test(line))
  const first = constantFields.slice(0, -2).join('\r\n')
  const last = constantFields.slice(-2).join('\r\n')
  const fillSubject = compileTemplate(subject)
  const picture = base64.wrap(base64.encode(logo?.content ?? Buffer.alloc(0)))
  const fillBody = compileParts(message, [
    encodePart(text, textEncoding),
    encodePart(html, 'quoted-printable', escapeHtml),
    () => picture,
  ])

  return ({ from, to, replyTo, deliveryId, messageId, date }, values) => {
    // A line break in a value would be one in the mail, which could end the mail early.
    if (Object.values(values).some(hasLineBreak)) throw new Error('a value of the mail has a line break')
    return Buffer.from(
      [
        first.replaceAll(deliveryPlaceholder, deliveryId),
        from,
        field('To', to),
        ...(replyTo ? [field('Reply-To', { name: '', address: replyTo })] : []),
        field('Subject', fillSubject(values)),
        field('Message-ID', messageId),
        field('Date', date),
        last,
        '',
        fillBody(values),
      ].join('\r\n'),
    )
  }
}

/** Fields for nodemailer, which would encode a long word such as JSON (RFC 2047), that providers then do not read. */
export const asGiven = (headers: MailHeaders) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { prepared: true, value }]))

/** The attachments with the logo, to which the HTML refers as `cid:logo` (RFC 2392). */
export const attachmentsOf = (logo: Logo | undefined) =>
  logo
    ? [
        {
          cid: 'logo',
          filename: logo.filename,
          content: logo.content,
          contentType: logo.contentType,
          contentDisposition: 'inline' as const,
        },
      ]
    : []

/** The body of a multipart node. `contents` are the contents of its leaves, in their order; it takes the first ones. */
function compileParts(node: MimeNode, contents: Fill[]): Fill {
  if (node.childNodes.length === 0) return contents.shift() as Fill
  const delimiter = `--${node.boundary}`
  const parts = node.childNodes.map(child => ({
    head: `${delimiter}\r\n${child.buildHeaders()}\r\n\r\n`,
    fill: compileParts(child, contents),
  }))
  return values =>
    [...parts.map(({ head, fill }) => `${head}${fill(values)}`), `${delimiter}--`, ''].join('\r\n')
}

const fields = new MimeNode('text/plain')

function field(name: string, value: unknown): string {
  return foldLines(`${name}: ${fields.encodeHeaderValue(name, value as string)}`, lineLength)
}

/** The header field with the sender of a mail. */
export const fromField = (from: Address) => field('From', from)

const hasLineBreak = (value: string) => /[\r\n]/.test(value)

/** The encoding that nodemailer chooses for a text that is not short lines of ASCII only. */
function encodingFor(text: string): PartEncoding {
  const chosen = new MimeNode('text/plain').setContent(text).getTransferEncoding()
  return chosen === 'base64' ? 'base64' : 'quoted-printable'
}
