import { createHmac, timingSafeEqual } from 'node:crypto'
import { domainToASCII } from 'node:url'
import { parseAddress } from '../directory/address.ts'
import { domainOf } from '../directory/sender.ts'
import type { KeyRing } from '../links/code.ts'
import { fromBase32, toBase32 } from './base32.ts'

/** The address to which reports about mails are sent; each mail gets its own variation of it. */
export type BounceAddress = { local: string; domain: string }

const idBytes = 16
const macBytes = 10

/**
 * Reads the address for reports. Throws unless it has at most 20 letters, digits, dots, hyphens and underscores before
 * the `@`, which leaves room for the delivery in the 64 characters of a local part (RFC 5321 section 4.5.3.1.1).
 */
export function parseBounceAddress(text: string): BounceAddress {
  const domain = domainToASCII(domainOf(text)).toLowerCase()
  const local = text.slice(0, text.lastIndexOf('@')).toLowerCase()
  if (!parseAddress(text) || domain === '' || !/^[a-z0-9](?:[a-z0-9._-]{0,18}[a-z0-9])?$/.test(local))
    throw new Error(
      'must be an address with 1 to 20 letters, digits, dots, hyphens and underscores before the @',
    )
  return { local, domain }
}

/**
 * The return path of a delivery's mail (VERP): the address for reports with the delivery and a MAC after a `+`, the first
 * 80 bits of an HMAC-SHA256 (RFC 2104), in Base32, because mail servers may change the case.
 */
export function returnPathFor({ local, domain }: BounceAddress, ring: KeyRing, deliveryId: string): string {
  const id = Buffer.from(deliveryId.replaceAll('-', ''), 'hex')
  return `${local}+${toBase32(id)}${toBase32(macOf(keyOf(ring, ring.current), id))}@${domain}`
}

/**
 * The delivery whose mail has this return path; null if it is not one of ours, or its MAC is not valid for any key of the
 * ring.
 */
export function deliveryOfReturnPath(
  { local, domain }: BounceAddress,
  ring: KeyRing,
  address: string,
): string | null {
  const [, token = ''] =
    new RegExp(`^${escapeDots(local)}\\+([a-z2-7]{42})@${escapeDots(domain)}$`, 'i').exec(inAscii(address)) ??
    []
  const id = fromBase32(token.slice(0, 26))
  const mac = fromBase32(token.slice(26))
  if (id?.length !== idBytes || mac?.length !== macBytes) return null
  const isOurs = [...ring.keys.values()].some(key => timingSafeEqual(macOf(key, id), mac))
  return isOurs ? uuidOf(id) : null
}

/** Whether `address` is the address for reports itself, for which feedback loops are registered. */
export const isBounceAddress = ({ local, domain }: BounceAddress, address: string): boolean =>
  inAscii(address).toLowerCase() === `${local}@${domain}`

/** The address with its domain in ASCII (RFC 5891): mail servers show either form. */
function inAscii(address: string): string {
  const domain = domainOf(address)
  return `${address.slice(0, address.length - domain.length)}${domainToASCII(domain) || domain}`
}

const keyOf = ({ keys }: KeyRing, keyId: string) => keys.get(keyId) as Uint8Array

const macOf = (key: Uint8Array, id: Uint8Array) =>
  createHmac('sha256', key).update('return path ').update(id).digest().subarray(0, macBytes)

const escapeDots = (text: string) => text.replace(/[.-]/g, '\\$&')

function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
