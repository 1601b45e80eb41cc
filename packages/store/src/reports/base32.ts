const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

/** Bytes in Base32 without padding, in lower case (RFC 4648 section 6). */
export function toBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map(byte => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map(five => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')
}

/** The bytes of a Base32 text of any case; null if it is not the Base32 of whole bytes. */
export function fromBase32(text: string): Buffer | null {
  const values = [...text.toLowerCase()].map(character => alphabet.indexOf(character))
  if (values.includes(-1)) return null
  const bits = values.map(value => value.toString(2).padStart(5, '0')).join('')
  const length = Math.floor(bits.length / 8)
  // The bits that fill up the last character are zero, so that one text stands for the bytes.
  if (bits.length - length * 8 >= 5 || bits.slice(length * 8).includes('1')) return null
  return Buffer.from(Array.from({ length }, (_, n) => Number.parseInt(bits.slice(n * 8, n * 8 + 8), 2)))
}
