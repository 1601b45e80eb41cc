const lengthMax = 1_000
const base = 'http://dashboard'

/**
 * The path to go to after signing in: `next` as it was asked for, or `/` if it leads anywhere but to a page of this
 * dashboard.
 */
export function wayBack(next: string | null | undefined): string {
  if (!next || next.length > lengthMax || !next.startsWith('/') || !URL.canParse(next, base)) return '/'
  // A browser reads `//host`, `/\host` and the like as another host.
  const { origin, pathname, search } = new URL(next, base)
  const leadsHere = origin === base && !pathname.startsWith('//') && !/^\/(login|logout)(\/|$)/.test(pathname)
  return leadsHere ? `${pathname}${search}` : '/'
}
