import { expect, test } from 'vitest'
import { isForeignRequest } from './request-origin.ts'

const isForeign = (headers: Record<string, string>, allowed?: string[]) =>
  isForeignRequest(name => headers[name], allowed)

const host = 'a.example:3001'

test.each([
  ['a program', {}],
  ['an address that a person typed', { 'sec-fetch-site': 'none' }],
  ['a page of our own', { 'sec-fetch-site': 'same-origin', origin: 'https://elsewhere.example' }],
  ['a page of our own, from a browser without metadata', { host, origin: `https://${host}` }],
])('%s is not foreign', (_, headers) => {
  expect(isForeign(headers)).toBe(false)
})

test.each([
  ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
  ['a page of a sibling host', { 'sec-fetch-site': 'same-site' }],
  ['a page of another host, from a browser without metadata', { host, origin: 'https://b.example' }],
  ['a page of a host whose name ends like ours', { host, origin: `https://x${host}` }],
  ['a page without an origin of its own', { host, origin: 'null' }],
])('%s is foreign, unless its origin is allowed', (_, headers: Record<string, string>) => {
  expect(isForeign(headers)).toBe(true)
  expect(isForeign({ ...headers, origin: 'https://friend.example' }, ['https://friend.example'])).toBe(false)
})
