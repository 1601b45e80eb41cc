/** What a relay that offers it (RFC 3461) is to report about a mail, and what to quote. */
export type RequestedReports = {
  /** Only the header: the body has the secret of the link. */
  ret: 'HDRS'
  envid: string
  notify: string
  orcpt?: string
}

/** Requests reports about failures and delays that name the delivery and, if it is ASCII, the address as it was given. */
export function requestedReports(deliveryId: string, address: string): RequestedReports {
  const request = { ret: 'HDRS' as const, envid: deliveryId, notify: 'FAILURE,DELAY' }
  return /[^\0-\x7F]/.test(address) ? request : { ...request, orcpt: `rfc822;${address}` }
}
