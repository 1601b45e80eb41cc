import { parseAccept } from 'hono/utils/accept'

/** The languages of `Accept-Language` (RFC 9110 section 12.5.4), best first, behind one that was asked for by name. */
export function languagesOf(header: string | undefined, asked?: string | null): string[] {
  const accepted = parseAccept(header ?? '').map(({ type }) => type)
  return asked ? [asked, ...accepted] : accepted
}
