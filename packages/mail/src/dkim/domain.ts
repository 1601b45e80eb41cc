import { domainToASCII } from 'node:url'

/** Reads a domain, and gives it in ASCII (RFC 5890). Throws if it is none. */
export function parseDomain(text: string): string {
  // An address would be read as one of IPv4.
  const ascii = /^[^\s/:?#@\\%]+$/.test(text) ? domainToASCII(text) : ''
  if (/^[a-z\d-]+(\.[a-z\d-]+)*\.(?!\d+$)[a-z\d-]+$/.test(ascii)) return ascii
  throw new Error('must be a domain such as example.com')
}
