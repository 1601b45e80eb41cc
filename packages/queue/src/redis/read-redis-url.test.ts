import { expect, test } from 'vitest'
import { readRedisUrl } from './read-redis-url.ts'

test('a URL names host, port, database and login', () => {
  expect(readRedisUrl('redis://redis.example')).toEqual({ host: 'redis.example', port: 6379, db: 0 })
  expect(readRedisUrl('redis://u%40x:p%2Fw@[::1]:7000/3?family=6')).toEqual({
    host: '::1',
    port: 7000,
    db: 3,
    family: 6,
    username: 'u@x',
    password: 'p/w',
  })
})

test('TLS is used with rediss: only, and certificates are always checked', () => {
  expect(readRedisUrl('redis://redis.example')).not.toHaveProperty('tls')
  expect(readRedisUrl('rediss://redis.example?rejectUnauthorized=false').tls).toEqual({})
})
