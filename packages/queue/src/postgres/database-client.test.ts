import { expect, test } from 'vitest'
import type { DatabaseAddress } from '../database-address.ts'
import { clientClass } from './database-client.ts'

test('a connection that ends between two statements does not end the process', () => {
  const Client = clientClass({} as DatabaseAddress)
  expect(() => new Client().emit('error', new Error('terminated'))).not.toThrow()
})
