/** The subject of the limit of the wrong codes that an address sends to a link. */
export const wrongCodesOf = (address: string, linkId: string): string =>
  `redeem wrong codes:${address} ${linkId}`
