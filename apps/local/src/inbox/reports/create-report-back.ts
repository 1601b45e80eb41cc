import { reportOf } from '../address-tags.ts'
import { composeReport } from './compose-report.ts'
import { sendLmtp } from './send-lmtp.ts'

export type Envelope = { from: string; to: string[] }

export type ReportOptions = {
  /** The port on which reports are taken; without it there are none. */
  lmtpPort?: number
  reportDelayMs?: number
  print?: (line: string) => void
}

/**
 * Returns a function that reports, a moment after a mail was taken, what its recipients' tags ask for, to the return path
 * of the mail.
 */
export function createReportBack({ lmtpPort, reportDelayMs = 1_000, print = console.error }: ReportOptions) {
  return function reportBack({ from: returnPath, to }: Envelope, source: Buffer): void {
    if (lmtpPort === undefined || returnPath === '') return
    const [header = ''] = source.toString().split(/\r?\n\r?\n/, 1)
    for (const recipient of to) {
      const kind = reportOf(recipient)
      if (!kind) continue
      const report = composeReport(kind, { returnPath, recipient, header })
      setTimeout(() => {
        sendLmtp(lmtpPort, returnPath, report).catch((error: Error) =>
          print(`the report about the mail to ${recipient} was not taken: ${error.message}`),
        )
      }, reportDelayMs).unref()
    }
  }
}
