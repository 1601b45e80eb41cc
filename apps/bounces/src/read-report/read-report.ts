import type { ReportKind } from '@passlink/store'
import type { Recipient } from '../recipient-of.ts'
import { readDeliveryStatus } from './delivery-status.ts'
import { readComplaint } from './feedback-report.ts'
import { type OpenReport, openReport } from './open-report.ts'
import { addressesOf, returnPathsIn } from './return-paths.ts'

/** What a mail reports about another mail, before it is known whether it can be believed. */
export type MailReport = Recipient & {
  kind: ReportKind
  /** The enhanced status code (RFC 3463), such as `5.1.1`. */
  status: string | null
  /** The words of the reporting server as one line, without addresses, links or codes of links. */
  detail: string
  /** The return paths (addresses) that the report quotes of the mail it is about. */
  returnPaths: string[]
}

/**
 * Reads a delivery status notification (RFC 3464, RFC 6533) or a feedback report (RFC 5965). Null if the mail is no
 * report, or reports no bounce, delay or complaint, such as a success. A mail that only says in its text that another
 * one failed, as qmail and old versions of Exim send it, is no report: nothing tells it for sure from an automatic
 * reply (RFC 3834) that quotes one. Never throws, and takes limited time, whatever the bytes.
 */
export async function readReport(mail: Buffer): Promise<MailReport | null> {
  const report = await openReport(mail)
  if (report?.type === 'delivery-status') return readBounce(report)
  if (report?.type === 'feedback-report') return readFeedback(report)
  return null
}

function readBounce({ textOf, returnedHeader }: OpenReport): MailReport | null {
  const text = textOf('message/delivery-status', 'message/global-delivery-status')
  const delivery = text === null ? null : readDeliveryStatus(text)
  return delivery && { ...delivery, returnPaths: addressesOf(returnPathsIn(returnedHeader)) }
}

function readFeedback({ textOf, returnedHeader }: OpenReport): MailReport | null {
  const text = textOf('message/feedback-report')
  const complaint = text === null ? null : readComplaint(text)
  if (!complaint) return null
  const returnPaths = addressesOf([...complaint.originalMailFrom, ...returnPathsIn(returnedHeader)])
  return { kind: 'complained', status: null, detail: complaint.detail, recipient: null, returnPaths }
}
