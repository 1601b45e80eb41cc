import { readFileSync } from 'node:fs'

/** A mail of the directory `example-mails`, with the line ends of SMTP. They are built as the servers build them. */
export function exampleMail(name: string): Buffer {
  const text = readFileSync(new URL(`example-mails/${name}.eml`, import.meta.url), 'utf8')
  return Buffer.from(text.replace(/\r?\n/g, '\r\n'))
}

type Example = {
  lineEnd?: string
  /** The parameters of `multipart/report`. */
  parameters?: string
  statusType?: string
  /** More fields of the part with the status, such as its encoding. */
  statusFields?: string
  /** The part after the status. */
  returned?: string
}

/** A report (RFC 6522) with the given status part. It is a delivery status notification unless the options say else. */
export function reportMail(
  status: string,
  {
    lineEnd = '\r\n',
    parameters = 'report-type=delivery-status; boundary="b-1"',
    statusType = 'message/delivery-status',
    statusFields = '',
    returned = returnedHeader,
  }: Example = {},
): Buffer {
  const text = `Return-Path: <>
From: Mail Delivery System <mailer-daemon@mx.example>
To: bounce+1@passlink.example
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; ${parameters}

This is a MIME message.
--b-1
Content-Type: text/plain; charset=utf-8

Your mail could not be delivered.
--b-1
Content-Type: ${statusType}
${statusFields}
${status}
--b-1
${returned}
--b-1--
`
  return Buffer.from(text.replace(/\r?\n/g, lineEnd))
}

export const returnedHeader = `Content-Type: text/rfc822-headers

Return-Path: <bounce+1@passlink.example>
From: Passlink <mail@passlink.example>
Subject: Your link`

/** The status part of a delivery status notification with one block of fields for each recipient. */
export const statusOf = (...recipients: string[]) =>
  ['Reporting-MTA: dns; mx.example\nArrival-Date: Thu, 7 May 2026 10:00:00 +0000', ...recipients].join('\n\n')

/** The fields of one recipient. */
export const recipient = (action: string, status: string, more = '') =>
  `Final-Recipient: rfc822; alice@acme.example\nAction: ${action}\nStatus: ${status}${more && `\n${more}`}`

export const failed = statusOf(
  recipient('failed', '5.1.1', 'Diagnostic-Code: smtp; 550 5.1.1 <alice@acme.example>: no such user'),
)

/** The options of a feedback report (RFC 5965). */
export const feedback: Example = {
  parameters: 'boundary="b-1"; report-type=feedback-report',
  statusType: 'message/feedback-report',
}

export const abuse = `Feedback-Type: abuse
User-Agent: ExampleFeedback/2.1
Version: 1
Original-Mail-From: <bounce+2@passlink.example>
Source-IP: 192.0.2.7`
