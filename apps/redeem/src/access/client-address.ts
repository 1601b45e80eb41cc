import { isIPv6 } from 'node:net'

type Connection = { socketAddress: string | undefined; forwardedFor: string | undefined }

const lengthMax = 64

/**
 * The address that a limit counts: the one that the outermost of `trustedProxies` saw, or the connection's own where there are
 * none. What a client writes into `X-Forwarded-For` stands further left and is never read. Of IPv6 it is the /64, one household's.
 */
export function clientAddress(
  { socketAddress = '', forwardedFor = '' }: Connection,
  trustedProxies: number,
): string {
  const hops = [...forwardedFor.split(',').map(hop => hop.trim()), socketAddress].filter(hop => hop !== '')
  const address = withoutPort(hops[Math.max(0, hops.length - 1 - trustedProxies)] ?? '')
  const [, mapped] = /^::ffff:([\d.]+)$/i.exec(address) ?? []
  if (mapped) return mapped
  return isIPv6(address) ? `${groupsOf(address).slice(0, 4).join(':')}::/64` : address.slice(0, lengthMax)
}

// Some proxies write the port too: 192.0.2.1:4711, [2001:db8::1]:4711.
const withoutPort = (hop: string) => /^\[(.+)\](?::\d+)?$|^([\d.]+):\d+$/.exec(hop)?.slice(1).join('') ?? hop

function groupsOf(address: string): string[] {
  const [front = '', back = ''] = (address.split('%')[0] ?? '').toLowerCase().split('::')
  const split = (part: string) =>
    part === '' ? [] : part.split(':').map(group => group.replace(/^0+(?=.)/, ''))
  const [left, right] = [split(front), split(back)]
  return [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
}
