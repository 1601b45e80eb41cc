/**
 * What happened to a mail after a relay had accepted it: `bounced` (it came back, RFC 3464), `delayed` (it has not
 * arrived yet), or `complained` (its recipient called it unwanted, RFC 5965).
 */
export type ReportKind = 'bounced' | 'delayed' | 'complained'

/** A report about the mail of a delivery that can be believed. */
export type Report = {
  deliveryId: string
  kind: ReportKind
  /** The enhanced status code (RFC 3463), such as `5.1.1`. */
  status: string | null
  /** The words of the reporting server, redacted. */
  detail: string
  /** The address that it is about, if it says so: a mailbox may forward to one that does not exist. */
  recipient?: string | null
}
