import type { Delivery } from '../deliveries/delivery.ts'
import type { Report } from './report.ts'

/**
 * `recorded`, or why nothing changes: `before` (the same was reported before, or a delay after a bounce), or `unknown`
 * (there is no such delivery of a mail, or no mail was sent for it).
 */
export type ReportOutcome = 'recorded' | 'before' | 'unknown'

export type ReportDecision = { outcome: ReportOutcome; suppresses: boolean }

/**
 * Decides whether a report is recorded, and whether it suppresses the address. The first report of a kind counts, unless a
 * later bounce is about the address and the first was not.
 */
export function decideReport(
  { kind, attempts, reports }: Pick<Delivery, 'kind' | 'attempts' | 'reports'>,
  report: Pick<Report, 'kind' | 'status' | 'isAboutAddress'>,
): ReportDecision {
  if (kind === 'webhook' || attempts === 0) return { outcome: 'unknown', suppresses: false }
  const suppresses = report.kind === 'complained' || isAboutAddress(report)
  const before = reports[report.kind]
  const isLate = report.kind === 'delayed' && reports.bounced !== undefined
  // Of two attempts one may have bounced for another reason.
  const saysMore = suppresses && before !== undefined && !before.suppresses
  if ((before !== undefined || isLate) && !saysMore) return { outcome: 'before', suppresses: false }
  return { outcome: 'recorded', suppresses }
}

/**
 * Whether a bounce says that the address takes no mail at all (RFC 3463 section 3): the address is wrong (5.1, but 5.1.7
 * and 5.1.8 are about the sender, and 5.1.0 is used for both), the mailbox takes no messages (5.2.0, 5.2.1), or there is no
 * route to its domain (5.4.1, 5.4.4). A full mailbox is emptied some day, and a failure of class 4 may pass; what is said
 * of the sender, of the content or of a policy is not the address's fault: a mistake in the sender's DNS would suppress
 * everybody. Nothing follows from 5.0.0, which servers write for all of that.
 */
function isAboutAddress({
  kind,
  status,
  isAboutAddress: isSaid,
}: Pick<Report, 'kind' | 'status' | 'isAboutAddress'>): boolean {
  if (kind !== 'bounced') return false
  if (isSaid !== undefined) return isSaid
  const [class_, subject, detail] = (status ?? '').split('.').map(Number)
  if (class_ !== 5) return false
  if (subject === 1) return detail !== 0 && detail !== 7 && detail !== 8
  if (subject === 2) return detail === 0 || detail === 1
  return subject === 4 && (detail === 1 || detail === 4)
}
