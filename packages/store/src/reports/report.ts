/**
 * What happened to a mail after a relay had accepted it: `bounced` (it failed and is not tried any more, RFC 3464),
 * `delayed` (it has not arrived yet), or `complained` (its recipient called it unwanted, RFC 5965).
 */
export type ReportKind = 'bounced' | 'delayed' | 'complained'

/** A report about the mail of a delivery that can be believed. */
export type Report = {
  deliveryId: string
  kind: ReportKind
  /** The enhanced status code (RFC 3463), such as `5.1.1`. */
  status: string | null
  /**
   * Whether a bounce is about the address, where the reporter says so or it is known not to be; else its status
   * decides.
   */
  isAboutAddress?: boolean | undefined
  /** The words of the reporting server, redacted. */
  detail: string
  /** The address that it is about, if it says so: a mailbox may forward to one that does not exist. */
  recipient?: string | null
}
