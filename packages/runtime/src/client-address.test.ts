import { expect, test } from 'vitest'
import { clientAddress } from './client-address.ts'

const address = (socketAddress: string, forwardedFor: string | undefined, trustedProxies: number) =>
  clientAddress({ socketAddress, forwardedFor }, trustedProxies)

test('without a trusted proxy the address is that of the connection, and X-Forwarded-For is ignored', () => {
  expect(address('192.0.2.7', '198.51.100.1', 0)).toBe('192.0.2.7')
  expect(address('::ffff:192.0.2.7', undefined, 0)).toBe('192.0.2.7')
})

test('behind trusted proxies the address is the one that the outermost proxy saw, and what the client sent is ignored', () => {
  expect(address('10.0.0.1', '6.6.6.6, 192.0.2.7', 1)).toBe('192.0.2.7')
  expect(address('10.0.0.1', '6.6.6.6, 192.0.2.7, 10.0.0.2', 2)).toBe('192.0.2.7')
})

test('with fewer hops than proxies the address is that of the first hop', () => {
  expect(address('10.0.0.1', undefined, 2)).toBe('10.0.0.1')
  expect(address('10.0.0.1', '192.0.2.7', 3)).toBe('192.0.2.7')
})

test.each([
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:0001:0002::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  [`fe80::1%${'x'.repeat(500)}`, 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('the IPv6 address %s is reduced to its /64 network', (given, expected) => {
  expect(address(given, undefined, 0)).toBe(expected)
})

test.each([
  '::ffff:192.0.2.7',
  '::FFFF:192.0.2.7',
  '::ffff:c000:0207',
  '::ffff:c000:207',
  '0:0:0:0:0:ffff:c000:207',
  '0000:0000:0000:0000:0000:ffff:192.0.2.7',
])('the address %s is the IPv4 address that it stands for', given => {
  expect(address(given, undefined, 0)).toBe('192.0.2.7')
  expect(address('10.0.0.1', `[${given}]:4711`, 1)).toBe('192.0.2.7')
})

test.each([
  ['192.0.2.7:4711', '192.0.2.7'],
  ['[2001:db8:1:2::9]:4711', '2001:db8:1:2::/64'],
  ['[2001:db8:1:2::9]', '2001:db8:1:2::/64'],
])('the port that a proxy adds to an address is removed: %s', (given, expected) => {
  expect(address('10.0.0.1', given, 1)).toBe(expected)
})

test('a value that is not an address is cut to 64 characters', () => {
  expect(address('10.0.0.1', 'x'.repeat(500), 1)).toHaveLength(64)
})
