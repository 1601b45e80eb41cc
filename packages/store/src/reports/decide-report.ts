import type { Delivery } from '../deliveries/delivery.ts'
import type { Report } from './report.ts'

/**
 * `recorded`, or why nothing changes: it was reported `before`, or the delivery is `unknown`: there is no such delivery of
 * a mail, or none was sent.
 */
export type ReportOutcome = 'recorded' | 'before' | 'unknown'

export type ReportDecision = { outcome: ReportOutcome; suppresses: boolean }

/**
 * Decides whether a report is recorded, and whether it suppresses the address. The first report of a kind counts, unless a
 * later bounce is about the address and the first was not.
 */
export function decideReport(
  { kind, attempts, reports }: Pick<Delivery, 'kind' | 'attempts' | 'reports'>,
  report: Pick<Report, 'kind' | 'status'>,
): ReportDecision {
  if (kind === 'webhook' || attempts === 0) return { outcome: 'unknown', suppresses: false }
  const suppresses = report.kind === 'complained' || isAboutAddress(report)
  const before = reports[report.kind]
  const isLate = report.kind === 'delayed' && reports.bounced !== undefined
  // Of two attempts one may have bounced for another reason.
  const saysMore =
    suppresses &&
    before !== undefined &&
    report.kind === 'bounced' &&
    !isAboutAddress({ kind: 'bounced', status: before.status })
  if ((before !== undefined || isLate) && !saysMore) return { outcome: 'before', suppresses: false }
  return { outcome: 'recorded', suppresses }
}

/**
 * Whether a bounce says that the address takes no mail at all (RFC 3463 section 3): it is none (5.1, but for the two that
 * are about the sender), the mailbox takes no messages (5.2.0, 5.2.1), or there is no way to its domain (5.4.1, 5.4.4). A
 * full mailbox is emptied some day; what is said of the sender, of the content or of a policy is not the address's fault:
 * a mistake in the sender's DNS would suppress everybody. Nothing follows from 5.0.0, which servers write for all of that.
 */
function isAboutAddress({ kind, status }: Pick<Report, 'kind' | 'status'>): boolean {
  if (kind !== 'bounced' || status === null) return false
  const [, subject, detail] = status.split('.').map(Number)
  if (subject === 1) return detail !== 7 && detail !== 8
  if (subject === 2) return detail === 0 || detail === 1
  return subject === 4 && (detail === 1 || detail === 4)
}
