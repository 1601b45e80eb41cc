import { expect, test } from 'vitest'
import { ApiError } from '../api-error.ts'
import { readRequestDetails } from './request-details.ts'

const read = (headers: Record<string, string>) => readRequestDetails({ header: name => headers[name] })

test('a call without the headers has no details', () => {
  expect(read({ 'user-agent': 'node', 'x-forwarded-for': '192.0.2.1', 'passlink-location': ' ' })).toBe(null)
})

test('what the caller says is taken over, percent-encoded or not', () => {
  expect(
    read({
      'passlink-application': 'Acme%20Notizb%C3%BCcher',
      'passlink-user-agent': 'Mozilla/5.0 (100%)',
      'passlink-location': 'Berlin, Germany',
      'passlink-time-zone': 'Europe/Berlin',
    }),
  ).toEqual({
    application: 'Acme Notizbücher',
    userAgent: 'Mozilla/5.0 (100%)',
    location: 'Berlin, Germany',
    timeZone: 'Europe/Berlin',
  })
})

test('a user agent may be of any length', () => {
  expect(read({ 'passlink-user-agent': 'x'.repeat(9_000) })?.userAgent).toHaveLength(500)
})

test.each([
  ['passlink-application', '100%'],
  ['passlink-application', '%FF'],
  ['passlink-location', 'ZÃ¼rich'],
  ['passlink-application', 'x'.repeat(101)],
  ['passlink-location', 'Berlin%0D%0ABcc:%20b'],
  ['passlink-location', '%E2%80%A8'],
  ['passlink-time-zone', 'Mars/Base'],
])('%s with %s is refused with its name', (name, text) => {
  expect(() => read({ [name]: text })).toThrow(ApiError)
  try {
    read({ [name]: text })
  } catch (error) {
    expect((error as ApiError).detail).toContain(name)
  }
})
