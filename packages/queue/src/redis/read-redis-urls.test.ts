import { expect, test } from 'vitest'
import { readRedisUrls } from './read-redis-urls.ts'

const namesIn = (text: string) => readRedisUrls(text).map(({ name }) => name)

test('a name has no login and no parameters, and does not depend on the order of hosts', () => {
  expect(namesIn('redis://u:s3,cret@Redis-1.example:7000/2?family=4,rediss://:p@[::1]')).toEqual([
    'redis-1.example:7000/2',
    '::1:6379',
  ])
  expect(namesIn('redis+cluster://u:p@b:7001,a:7000?family=4')).toEqual(['a:7000,b:7001'])
  expect(namesIn('redis+sentinel://s2,s1:26380/mails/3?sentinelPassword=p,redis://c')).toEqual([
    'mails@s1:26380,s2:26379/3',
    'c:6379',
  ])
})

test('a cluster is asked at all its hosts with the login and certificates of the URL', () => {
  const [cluster] = readRedisUrls('rediss+cluster://u:p@a:7000,[::1]:7001?family=6')
  const primary = { db: 0, family: 6, username: 'u', password: 'p', tls: {} }
  expect(cluster).toEqual({
    name: '::1:7001,a:7000',
    kind: 'cluster',
    hosts: [
      { host: 'a', port: 7000, ...primary },
      { host: '::1', port: 7001, ...primary },
    ],
    primary,
    watchedAs: '',
  })
})

test('sentinels have a login of their own, and no database', () => {
  const [watched] = readRedisUrls(
    'redis+sentinel://u:p@s1,s2:26380/my%20mails/1?sentinelUser=su&sentinelPassword=s%40p',
  )
  expect(watched).toEqual({
    name: 'my mails@s1:26379,s2:26380/1',
    kind: 'sentinel',
    hosts: [
      { host: 's1', port: 26379, db: 0, username: 'su', password: 's@p' },
      { host: 's2', port: 26380, db: 0, username: 'su', password: 's@p' },
    ],
    primary: { db: 1, username: 'u', password: 'p' },
    watchedAs: 'my mails',
  })
  expect(readRedisUrls('redis+sentinel://u:p@s1/mails')[0]?.hosts).toEqual([
    { host: 's1', port: 26379, db: 0 },
  ])
})
