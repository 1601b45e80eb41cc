import { randomUUID } from 'node:crypto'
import type { ReportKind } from '../address-tags.ts'

/** A mail that was taken: its return path, the recipient that the report is about, and its header. */
export type ReportedMail = { returnPath: string; recipient: string; header: string }

/** A delivery status notification (RFC 3464) or a feedback report (RFC 5965) about a mail, with its header (RFC 6522). */
export function composeReport(kind: ReportKind, mail: ReportedMail): string {
  const { returnPath, header } = mail
  const { type, subject, words, fields } = reports[kind](mail)
  const boundary = randomUUID()
  return [
    'From: Mail Delivery System <mailer-daemon@localhost>',
    `To: <${returnPath}>`,
    `Subject: ${subject}`,
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${randomUUID()}@localhost>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=${type}; boundary="${boundary}"`,
    '',
    ...part('text/plain; charset=us-ascii', [words]),
    ...part(`message/${type}`, fields),
    ...part('text/rfc822-headers', [`Return-Path: <${returnPath}>`, header]),
    `--${boundary}--`,
    '',
  ].join('\r\n')

  function part(contentType: string, lines: string[]): string[] {
    return [`--${boundary}`, `Content-Type: ${contentType}`, '', ...lines, '']
  }
}

type Content = { type: string; subject: string; words: string; fields: string[] }

const reports: Record<ReportKind, (mail: ReportedMail) => Content> = {
  bounce: ({ recipient }) => ({
    type: 'delivery-status',
    subject: 'Undelivered mail',
    words: `The mail to <${recipient}> could not be delivered.`,
    fields: [
      'Reporting-MTA: dns; localhost',
      '',
      `Final-Recipient: rfc822; ${recipient}`,
      'Action: failed',
      'Status: 5.1.1',
      'Diagnostic-Code: smtp; 550 5.1.1 No such mailbox any more',
    ],
  }),
  complain: ({ returnPath, recipient }) => ({
    type: 'feedback-report',
    subject: 'Complaint',
    words: `<${recipient}> marked the mail as unwanted.`,
    fields: [
      'Feedback-Type: abuse',
      'User-Agent: Passlink-Inbox/1',
      'Version: 1',
      `Original-Mail-From: <${returnPath}>`,
      `Original-Rcpt-To: <${recipient}>`,
    ],
  }),
}
