import type { Context } from 'hono'
import { parseAccept } from 'hono/utils/accept'
import type { Asset } from './assets.ts'

type Sending = { cacheControl: string; status?: 200 | 404; headers?: Record<string, string> }

/**
 * Sends a file in the best encoding that the client accepts (RFC 9110 section 12.5.3), or 304 if the client has this
 * version.
 */
export function sendAsset(
  c: Context,
  asset: Asset,
  { cacheControl, status = 200, headers = {} }: Sending,
): Response {
  const accepted = new Map(
    parseAccept(c.req.header('accept-encoding') ?? '').map(({ type, q }) => [type, q > 0]),
  )
  const encoding = (['br', 'gzip'] as const).find(name => accepted.get(name))
  const responseHeaders = {
    ...headers,
    'Content-Type': asset.type,
    'Cache-Control': cacheControl,
    Vary: ['Accept-Encoding', headers.Vary].filter(Boolean).join(', '),
    ...(cacheControl === 'no-store' ? {} : { ETag: asset.tag }),
  }
  if (cacheControl !== 'no-store' && c.req.header('if-none-match') === asset.tag)
    return c.body(null, 304, responseHeaders)
  if (encoding) c.header('Content-Encoding', encoding)
  return c.body(Uint8Array.from(asset[encoding ?? 'plain']).buffer, status, responseHeaders)
}
