import { parseAccept } from 'hono/utils/accept'

/** The languages of `Accept-Language` (RFC 9110 section 12.5.4), best first. */
export function languagesOf(header: (name: string) => string | undefined): string[] {
  return parseAccept(header('accept-language') ?? '').map(({ type }) => type)
}
