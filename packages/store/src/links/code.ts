import { createHmac, timingSafeEqual } from 'node:crypto'

/** The keys that codes are derived with, by id. `current` is the id of the key for links without a key. */
export type KeyRing = { current: string; keys: ReadonlyMap<string, Uint8Array> }

const codeBytes = 16
const keyBytesMin = 32

/**
 * Reads `id:base64[,id:base64]`; the first key is current. Throws if an id repeats or is not 1 to 32 letters, digits,
 * `-` or `_`, or if a key has less than 256 bits (RFC 2104 section 3). The message never contains an id or a key.
 */
export function parseKeyRing(text: string): KeyRing {
  const entries = text.split(',').map((entry, index) => {
    const [, id, encoded] = /^([\w-]{1,32}):([A-Za-z0-9+/]+={0,2})$/.exec(entry.trim()) ?? []
    if (!id || !encoded) throw new Error(`entry ${index + 1} must be id:base64`)
    const key = Buffer.from(encoded, 'base64')
    if (key.length < keyBytesMin)
      throw new Error(`the key of entry ${index + 1} must be ${keyBytesMin} bytes or more`)
    return [id, key] as const
  })
  const keys = new Map(entries)
  if (keys.size < entries.length) throw new Error('an id stands there twice')
  return { current: entries[0]?.[0] as string, keys }
}

/**
 * The code of a link: the first 128 bits of the HMAC-SHA256 (RFC 2104) of its id, as base64url. Throws if the key is
 * not in the ring.
 */
export function deriveCode(ring: KeyRing, keyId: string, linkId: string): string {
  const key = ring.keys.get(keyId)
  if (!key) throw new Error(`no key with id ${keyId} in the ring`)
  return createHmac('sha256', key)
    .update(linkId.toLowerCase())
    .digest()
    .subarray(0, codeBytes)
    .toString('base64url')
}

/** Compares in constant time. False if the key is not in the ring. */
export function codeMatches(ring: KeyRing, keyId: string, linkId: string, code: string): boolean {
  if (!ring.keys.has(keyId)) return false
  const expected = Buffer.from(deriveCode(ring, keyId, linkId))
  const given = Buffer.from(code)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
