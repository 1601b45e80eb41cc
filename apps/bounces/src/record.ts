import type { Logger } from '@passlink/runtime'
import type { Report, ReportOutcome } from '@passlink/store'
import type { CountReport, Source } from './report-metrics.ts'

/** Records a report that can be believed. Rejects if the database cannot. */
export type RecordReport = (source: Source, report: Report) => Promise<ReportOutcome>

/** Returns a function that records reports, and counts and logs what became of them. */
export function createRecord(
  store: (report: Report) => Promise<ReportOutcome>,
  count: CountReport,
  log: Logger,
): RecordReport {
  return async (source, report) => {
    const outcome = await store(report)
    // The log shows no addresses.
    const { recipient: _, ...shown } = report
    count(source, outcome, report.kind)
    log.info({ source, ...shown, outcome }, 'report')
    return outcome
  }
}
