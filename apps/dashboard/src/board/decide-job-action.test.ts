import { expect, test } from 'vitest'
import { decideJobAction } from './decide-job-action.ts'

const id = '01a22330-f29a-76e6-9fc8-9b7152036c5c'

test.each([
  ['retry', 'job.retry_requested'],
  ['promote', 'job.promotion_requested'],
  ['clean', 'job.removal_requested'],
])('%s of a single job is a change that the board may make', (verb, action) => {
  const path = `/api/queues/deliveries/${id}/${verb}`
  expect(decideJobAction('PUT', path)).toEqual({ action, queue: 'deliveries', jobId: id })
  for (const method of ['POST', 'PATCH', 'DELETE', 'GET'])
    expect(decideJobAction(method, path)).toBeUndefined()
})

test('the queues are both of ours on each shard, and the digits of an id in upper or lower case', () => {
  const asked = (queue: string) => decideJobAction('PUT', `/api/queues/${queue}/${id.toUpperCase()}/retry`)
  for (const queue of ['deliveries', 'webhooks', 'redis-2.example-6379~deliveries'])
    expect(asked(queue)).toEqual({ action: 'job.retry_requested', queue, jobId: id })
  for (const queue of ['others', 'redis-2~others', '~deliveries', 'a/b~deliveries'])
    expect(asked(queue)).toBeUndefined()
})

test.each([
  '/api/queues/pause',
  '/api/queues/deliveries/pause',
  '/api/queues/deliveries/empty',
  '/api/queues/deliveries/retry/failed',
  '/api/queues/deliveries/clean/retry',
  '/api/queues/deliveries/clean/clean',
  `/api/queues/deliveries/clean/${id}`,
  `/api/queues/deliveries/${id}/update-data`,
  `/api/queues/deliveries/${id}/retry/x`,
  `/api/queues/deliveries/${id}/RETRY`,
  `/API/queues/deliveries/${id}/retry`,
  `/api/queues/Deliveries/${id}/retry`,
  `/x/api/queues/deliveries/${id}/retry`,
  `/api/queues/deliveries/${id}/retry\n`,
])('%s is none', path => {
  expect(decideJobAction('PUT', path)).toBeUndefined()
})
