import { isIPv6, SocketAddress } from 'node:net'

type Connection = { socketAddress: string | undefined; forwardedFor: string | undefined }

const lengthMax = 64

/**
 * The client address for rate limits: the one that the outermost of `trustedProxies` saw, or the address of the
 * connection without a proxy. What the client itself writes into `X-Forwarded-For` is further left and never used. An
 * IPv6 address is reduced to its /64 network, because one subscriber usually has a whole /64; one that stands for an IPv4
 * address (RFC 4291 section 2.5.5.2), however it is written, is that address.
 */
export function clientAddress(
  { socketAddress = '', forwardedFor = '' }: Connection,
  trustedProxies: number,
): string {
  const hops = [...forwardedFor.split(',').map(hop => hop.trim()), socketAddress].filter(hop => hop !== '')
  const address = withoutPort(hops[Math.max(0, hops.length - 1 - trustedProxies)] ?? '')
  if (!isIPv6(address)) return address.slice(0, lengthMax)
  const [withoutZone = ''] = address.split('%')
  const { address: canonical } = new SocketAddress({ address: withoutZone, family: 'ipv6' })
  const [, mapped] = /^::ffff:([\d.]+)$/.exec(canonical) ?? []
  return mapped ?? `${groupsOf(canonical).slice(0, 4).join(':')}::/64`
}

// Some proxies add the port: 192.0.2.1:4711, [2001:db8::1]:4711.
const withoutPort = (hop: string) => /^\[(.+)\](?::\d+)?$|^([\d.]+):\d+$/.exec(hop)?.slice(1).join('') ?? hop

function groupsOf(address: string): string[] {
  const [front = '', back = ''] = address.split('::')
  const split = (part: string) => (part === '' ? [] : part.split(':'))
  const [left, right] = [split(front), split(back)]
  return [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
}
