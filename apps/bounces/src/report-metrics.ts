import type { ReportKind, ReportOutcome } from '@passlink/store'
import { Counter, type Registry } from 'prom-client'

/** `mail`, or the name of the provider. */
export type Source = 'mail' | 'ses' | 'postmark' | 'mailgun' | 'sendgrid'

/** `none`: it reported nothing; `refused`: it was not believed. */
export type ReportResult = ReportOutcome | 'none' | 'refused'

/** Counts a report, of a `kind` if that is known. */
export type CountReport = (source: Source, result: ReportResult, kind?: ReportKind) => void

/** Counts the reports of bounces, delays and complaints by where they came from and what became of them. */
export function createCountReport(registry: Registry): CountReport {
  const reports = new Counter({
    name: 'passlink_reports_total',
    help: 'Reports about mails after a relay had accepted them: bounces, delays and complaints.',
    labelNames: ['source', 'report', 'result'],
    registers: [registry],
  })
  return (source, result, kind) => reports.inc({ source, report: kind ?? 'none', result })
}
