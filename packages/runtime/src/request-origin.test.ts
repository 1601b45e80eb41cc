import { expect, test } from 'vitest'
import { isForeignRequest } from './request-origin.ts'

const isForeign = (headers: Record<string, string>, allowed?: string[]) =>
  isForeignRequest(name => headers[name], allowed)

const host = 'a.example:3001'

test.each([
  ['a program', {}],
  ['an address that the user typed', { 'sec-fetch-site': 'none' }],
  ['a page of the server itself', { 'sec-fetch-site': 'same-origin', origin: 'https://elsewhere.example' }],
  ['a page of the server itself, from a browser without Fetch Metadata', { host, origin: `https://${host}` }],
])('a request from %s is not foreign', (_, headers) => {
  expect(isForeign(headers)).toBe(false)
})

test.each([
  ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
  ['a page of a sibling host', { 'sec-fetch-site': 'same-site' }],
  ['a page of another host, from a browser without Fetch Metadata', { host, origin: 'https://b.example' }],
  ['a page of a host whose name ends with the name of the server', { host, origin: `https://x${host}` }],
  ['a page with an opaque origin', { host, origin: 'null' }],
])('a request from %s is foreign, unless its origin is allowed', (_, headers: Record<string, string>) => {
  expect(isForeign(headers)).toBe(true)
  expect(isForeign({ ...headers, origin: 'https://friend.example' }, ['https://friend.example'])).toBe(false)
})
