type Header = (name: string) => string | undefined

/**
 * Whether a browser sent this request for a page of a foreign origin, one that is neither the server's own nor in
 * `allowed`. Uses Fetch Metadata, or `Origin` and `Host` if the browser does not send it. Programs send neither and are
 * not foreign.
 */
export function isForeignRequest(header: Header, allowed: readonly string[] = []): boolean {
  const origin = header('origin')
  if (origin && allowed.includes(origin)) return false
  const site = header('sec-fetch-site')
  if (site) return site !== 'same-origin' && site !== 'none'
  return Boolean(origin) && !origin?.endsWith(`//${header('host')}`)
}
