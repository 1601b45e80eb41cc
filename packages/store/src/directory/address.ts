const addressLengthMax = 254

/**
 * The text if it is a mailbox that can be given to a relay unchanged, else undefined. Stricter than RFC 5321 section
 * 4.1.2: no quoted local part, no address literal, and no character that could split a header or an envelope.
 */
export function parseAddress(text: string): string | undefined {
  const plain = /^[^\s\p{Cc}@<>()[\]\\,;:"]+@[^\s\p{Cc}@<>()[\]\\,;:"]+\.?[^\s\p{Cc}@<>()[\]\\,;:".]$/u
  return text.length <= addressLengthMax && plain.test(text) ? text : undefined
}
