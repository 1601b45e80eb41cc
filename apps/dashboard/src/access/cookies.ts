import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'

/**
 * Why a browser would not keep a cookie: it came by plain http from elsewhere, or over TLS that only its form tells of, so
 * that the cookie would not be for TLS only.
 */
export type Unkept = 'no-tls' | 'unknown-tls'

/** Cookies that no page of another host can set or read. */
export type Cookies = {
  /** Why the browser that sent this form must not be given one, if it must not. */
  whyUnkept: (c: Context) => Unkept | undefined
  get: (c: Context, name: string) => string | undefined
  /** Without `maxAgeS` the cookie ends with the browser. */
  set: (c: Context, name: string, value: string, options?: { maxAgeS?: number }) => void
  remove: (c: Context, name: string) => void
}

/**
 * Cookies with the prefix `__Host-` (draft-ietf-httpbis-rfc6265bis section 4.1.3.2): over TLS only, for this host only.
 * Without TLS, for which not all browsers keep such cookies, they have no prefix, on this machine only. `url` is the
 * dashboard's own origin, if it is known. They are sent along when another site leads here, which a login at an issuer
 * does, but not with its forms (`SameSite=Lax`).
 */
export function createCookies(url: string | undefined): Cookies {
  const isPlain = (c: Context) =>
    isLoopback(c.req.header('host')) &&
    !url?.startsWith('https:') &&
    c.req.header('x-forwarded-proto') !== 'https'
  const common = { path: '/', httpOnly: true, sameSite: 'Lax' } as const
  const secure = (c: Context) =>
    isPlain(c) ? common : ({ ...common, secure: true, prefix: 'host' } as const)
  return {
    whyUnkept(c) {
      const scheme = c.req.header('origin')?.split('//')[0]
      if (scheme === 'http:' && !isLoopback(c.req.header('host'))) return 'no-tls'
      return scheme === 'https:' && isPlain(c) ? 'unknown-tls' : undefined
    },
    get: (c, name) => (isPlain(c) ? getCookie(c, name) : getCookie(c, name, 'host')),
    set: (c, name, value, { maxAgeS } = {}) =>
      setCookie(c, name, value, { ...secure(c), ...(maxAgeS === undefined ? {} : { maxAge: maxAgeS }) }),
    remove: (c, name) => void deleteCookie(c, name, secure(c)),
  }
}

const isLoopback = (host = '') => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i.test(host)
