export const form =
  'must be postgres://user:password@host:port/database, with any of : / ? # [ ] @ % in user and password percent-encoded'

/** Decodes percent-encoded text. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return fail('has percent-encoded bytes that are no UTF-8')
  }
}

/** Throws what is wrong with the URL, as the end of a sentence that begins with the name of its setting. */
export function fail(problem: string): never {
  throw new Error(problem)
}
