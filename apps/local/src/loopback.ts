/** The only address on which the servers of `apps/local` listen. */
export const loopback = '127.0.0.1'

/**
 * Whether a Host header names this machine. This prevents DNS rebinding: a foreign page can make its own host name
 * resolve to 127.0.0.1, but its requests still carry that name.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  return /^(localhost|127\.0\.0\.1)(:\d+)?$/i.test(host ?? '')
}
