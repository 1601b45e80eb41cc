import type { Context } from 'hono'
import { parseAccept } from 'hono/utils/accept'
import type { Asset } from './assets.ts'

type Sending = { cacheControl: string; status?: 200 | 404; headers?: Record<string, string> }

/** For a file whose path contains a digest of its content. */
export const immutable = 'public, max-age=31536000, immutable'

/** Sends a file in the best encoding that the client accepts (RFC 9110 section 12.5.3). */
export function sendAsset(
  c: Context,
  asset: Asset,
  { cacheControl, status = 200, headers = {} }: Sending,
): Response {
  const accepted = new Map(
    parseAccept(c.req.header('accept-encoding') ?? '').map(({ type, q }) => [type, q > 0]),
  )
  const encoding = (['br', 'gzip'] as const).find(name => accepted.get(name))
  if (encoding) c.header('Content-Encoding', encoding)
  return c.body(Uint8Array.from(asset[encoding ?? 'plain']).buffer, status, {
    ...headers,
    'Content-Type': asset.type,
    'Cache-Control': cacheControl,
    Vary: ['Accept-Encoding', headers.Vary].filter(Boolean).join(', '),
  })
}
