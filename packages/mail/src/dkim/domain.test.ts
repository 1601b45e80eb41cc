import { expect, test } from 'vitest'
import { parseDomain } from './domain.ts'

test.each([
  ['example.com', 'example.com'],
  ['Mail.Example.COM', 'mail.example.com'],
  ['bücher.example', 'xn--bcher-kva.example'],
])('%s is the domain %s', (text, domain) => {
  expect(parseDomain(text)).toBe(domain)
})

test.each([
  '',
  'localhost',
  '5/1m',
  '127.0.0.1',
  '1.2',
  'a@b.example',
  'https://a.example',
  'a b.example',
  'a..example',
  '.example',
])('%j is none', text => {
  expect(() => parseDomain(text)).toThrow('must be a domain')
})
