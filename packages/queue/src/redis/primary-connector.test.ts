import { Redis } from 'ioredis'
import { expect, onTestFinished, test, vi } from 'vitest'
import { primaryConnector } from './primary-connector.ts'

/** A connection whose primary is never found. `found` is how often it was looked for. */
function start() {
  let found = 0
  const Connector = primaryConnector(signal => {
    found += 1
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  }, {})
  const errors: Error[] = []
  const redis = new Redis({ Connector, retryStrategy: () => 1 }).on('error', error => errors.push(error))
  onTestFinished(() => redis.disconnect())
  return { redis, errors, found: () => found }
}

test('a connection that is to be made anew while its primary is looked for is made anew', async () => {
  const { redis, found } = start()
  expect(redis.status).toBe('connecting')
  redis.disconnect(true)
  await vi.waitFor(() => expect(found()).toBe(2))
  expect(redis.status).toBe('connecting')
})

test('a connection that is closed while its primary is looked for ends without an error', async () => {
  const { redis, errors, found } = start()
  redis.disconnect()
  await vi.waitFor(() => expect(redis.status).toBe('end'))
  expect(found()).toBe(1)
  expect(errors).toEqual([])
})
