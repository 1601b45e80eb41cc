const addressLengthMax = 254

/**
 * The mailbox itself if it is one that can be handed to a relay as it stands, else undefined. Stricter than RFC 5321
 * section 4.1.2: no quoted local part, no address literal, nothing that a header or an envelope could be split at.
 */
export function parseAddress(text: string): string | undefined {
  const plain = /^[^\s\p{Cc}@<>()[\]\\,;:"]+@[^\s\p{Cc}@<>()[\]\\,;:"]+\.?[^\s\p{Cc}@<>()[\]\\,;:".]$/u
  return text.length <= addressLengthMax && plain.test(text) ? text : undefined
}
