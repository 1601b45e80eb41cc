import { createHmac, timingSafeEqual } from 'node:crypto'

/** The keys that codes are derived with, by id; `current` is used for links that have none yet. */
export type KeyRing = { current: string; keys: ReadonlyMap<string, Uint8Array> }

const codeBytes = 16
const keyBytesMin = 32

/**
 * Reads `id:base64[,id:base64]`, the first being current. Throws an error naming the entry by its position, never
 * its content, when an id repeats, is not 1 to 32 letters, digits, `-` or `_`, or a key is under 256 bits (RFC 2104 section 3).
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

/** The code of a link: HMAC-SHA256 (RFC 2104) over its id, the first 128 bits, base64url. Throws for a key not in the ring. */
export function deriveCode(ring: KeyRing, keyId: string, linkId: string): string {
  const key = ring.keys.get(keyId)
  if (!key) throw new Error(`no key with id ${keyId} in the ring`)
  return createHmac('sha256', key)
    .update(linkId.toLowerCase())
    .digest()
    .subarray(0, codeBytes)
    .toString('base64url')
}

/** Compares in constant time; a code of another length or with a key not in the ring does not match. */
export function codeMatches(ring: KeyRing, keyId: string, linkId: string, code: string): boolean {
  if (!ring.keys.has(keyId)) return false
  const expected = Buffer.from(deriveCode(ring, keyId, linkId))
  const given = Buffer.from(code)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
