/** Every server of `apps/local` listens here and nowhere else. */
export const loopback = '127.0.0.1'

/**
 * Whether a Host header names this machine. A page of another origin can make its own name resolve to 127.0.0.1, but
 * its requests still carry that name.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  return /^(localhost|127\.0\.0\.1)(:\d+)?$/i.test(host ?? '')
}
