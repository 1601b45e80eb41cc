import { expect, test } from 'vitest'
import { boundedAddress } from './bounded-address.ts'

const bounded = (query: string) =>
  Object.fromEntries(boundedAddress(`http://ops.example/queues/api/queues?${query}`).searchParams)

test.each([
  ['jobsPerPage=100&page=7', { jobsPerPage: '100', page: '7' }],
  ['jobsPerPage=101', { jobsPerPage: '100' }],
  ['jobsPerPage=1e9', { jobsPerPage: '100' }],
  ['jobsPerPage=0xffff', { jobsPerPage: '100' }],
  ['jobsPerPage=Infinity', { jobsPerPage: '100' }],
  ['jobs%50erPage=1000', { jobsPerPage: '100' }],
  ['jobsPerPage=5&jobsPerPage=1000', { jobsPerPage: '100' }],
  ['page=1000001', { page: '1000000' }],
  ['jobsPerPage=many&status=failed', { jobsPerPage: 'many', status: 'failed' }],
])('of %s the board reads no more than a page', (query, expected) => {
  expect(bounded(query)).toEqual(expected)
})

test('the rest of an address stays', () => {
  const address = 'http://ops.example/queues/queue/redis-2~deliveries?status=failed'
  expect(boundedAddress(address).href).toBe(address)
  expect(boundedAddress(`${address}#&jobsPerPage=1000`).href).toBe(address)
})
