/** What a provider reports of a mail after it had accepted it. */
export type ProviderReport = {
  /** UUID in lower case. */
  deliveryId: string
  kind: 'bounced' | 'delayed' | 'complained'
  /** The enhanced status code (RFC 3463), such as `5.1.1`. */
  status: string | null
  /** Whether a bounce is about the address, if the provider says so; else its status decides. */
  isAboutAddress?: boolean
  /** The address that it is about, if the provider says so: a mailbox may forward to one that does not exist. */
  recipient: string | null
  /** The provider's words on one line, without addresses and links. */
  detail: string
}

/** `now` is in milliseconds; `body` is what was sent, decoded as UTF-8 and otherwise unchanged. */
export type ProviderRequest = { headers: Headers; body: string; now: number }

/**
 * Reads the reports in a request of a provider. Rejects with {@link NotGenuine} if its signature or credentials do not
 * hold, with {@link Unreadable} if its body does not have the documented form, and with another error if that could not
 * be found out now. Events of other kinds, and about mails that are not ours, are left out.
 */
export type ReadReports = (request: ProviderRequest) => Promise<ProviderReport[]>

/** The request does not come from the provider, or not from now. */
export class NotGenuine extends Error {}

/** The body does not have the form that the provider documents. */
export class Unreadable extends Error {}
