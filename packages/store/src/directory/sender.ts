import { domainToASCII } from 'node:url'
import { parseAddress } from './address.ts'

/** Who sends a mail; the name may be empty. */
export type Sender = { name: string; address: string }

/**
 * Reads `Name <address>` or an address. Throws if the address is not one, or has other characters than ASCII before the
 * `@`: only a relay that offers SMTPUTF8 would take such a sender (RFC 6531), and would then tell its own trouble in UTF-8.
 */
export function parseSender(text: string): Sender {
  const [, name = '', address = text] = /^\s*"?(.*?)"?\s*<([^<>]+)>\s*$/.exec(text) ?? []
  if (/[^\0-\x7F].*@/.test(address)) throw new Error('must have only ASCII before the @')
  // The domain is part of each Message-ID.
  if (parseAddress(address) && domainToASCII(domainOf(address)) !== '') return { name, address }
  throw new Error('must be an address, or a name and an address such as Passlink <no-reply@example.com>')
}

/** The domain of an address. */
export const domainOf = (address: string) => address.slice(address.lastIndexOf('@') + 1)
