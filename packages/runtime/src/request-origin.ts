type Header = (name: string) => string | undefined

/**
 * Whether a browser sends this request for a page of another origin than the server's own and those in `allowed`: by
 * Fetch Metadata, or by `Origin` and `Host` where the browser sends no metadata. A program sends neither and is not foreign.
 */
export function isForeignRequest(header: Header, allowed: readonly string[] = []): boolean {
  const origin = header('origin')
  if (origin && allowed.includes(origin)) return false
  const site = header('sec-fetch-site')
  if (site) return site !== 'same-origin' && site !== 'none'
  return Boolean(origin) && !origin?.endsWith(`//${header('host')}`)
}
