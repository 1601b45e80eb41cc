import type { Logger } from '@passlink/runtime'
import type { MailReport } from '../read-report/read-report.ts'
import type { RecordReport } from '../record.ts'
import type { CountReport } from '../report-metrics.ts'

type Dependencies = {
  /** The delivery whose mail has this return path; null if it is no return path of ours. */
  deliveryOf: (address: string) => string | null
  readReport: (mail: Buffer) => Promise<MailReport | null>
  record: RecordReport
  count: CountReport
  log: Logger
}

/** Receives a mail for these addresses. Rejects if a report could not be recorded, so that it is sent again. */
export type ReceiveMail = (mail: Buffer, recipients: readonly string[]) => Promise<void>

/**
 * Returns a function that records what a mail reports about the mails with the return paths to which it was sent, or which
 * it quotes: that it was sent there, or quotes one, proves that its author has seen that mail. Mails that report nothing,
 * such as notices of vacations, are dropped.
 */
export function createReceiveMail({ deliveryOf, readReport, record, count, log }: Dependencies): ReceiveMail {
  return async (mail, recipients) => {
    const report = await readReport(mail)
    if (!report) {
      count('mail', 'none')
      log.debug({ bytes: mail.length }, 'a mail that reports nothing')
      return
    }
    const { returnPaths, ...facts } = report
    const { kind, status, detail } = facts
    const deliveries = new Set([...recipients, ...returnPaths].flatMap(address => deliveryOf(address) ?? []))
    if (deliveries.size === 0) {
      count('mail', 'refused', kind)
      log.info({ kind, status, detail }, 'a report without a valid return path')
    }
    for (const deliveryId of deliveries) await record('mail', { deliveryId, ...facts })
  }
}
