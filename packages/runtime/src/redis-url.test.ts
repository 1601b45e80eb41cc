import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkRedisUrl } from './redis-url.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passlink-redis-url-'))
  await writeFile(join(folder, 'no.pem'), 's3cret')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test.each([
  'redis://localhost',
  'redis://localhost:6379/',
  'redis://localhost:6379/0',
  'redis://[::1]:6379/15?family=6',
  'rediss://user:p%25ss@redis.example:6380/1',
  'redis://user:p,ss@a,rediss://b:6380/1?family=4,redis://a/1',
  'redis+cluster://user:pass@a:7000,b:7001,[::1]',
  'rediss+cluster://a/?family=6',
  'redis+sentinel://a,b:26380/my%20mails',
  'redis+sentinel://u:p@a/mails/1?sentinelUser=u&sentinelPassword=p,redis+sentinel://a/others',
  'redis+sentinel://a/mails,redis+sentinel://a/Mails,redis+sentinel://a/mails/1',
])('%s is accepted', url => {
  expect(checkRedisUrl(url)).toBe(url)
})

test.each([
  ['http://localhost', 'must be a URL starting with redis:// or rediss://'],
  ['localhost:6379', 'must be a URL starting with'],
  ['redis://', 'must name a host'],
  ['redis:///1', 'must name a host'],
  ['redis://localhost/s3cret', 'a database number as its path'],
  ['redis://localhost/-1', 'a database number as its path'],
  ['redis://localhost/1/2', 'a database number as its path'],
  ['redis://u:s3cret%@localhost', 'a % in its user or password written as %25'],
  ['redis://localhost?db=1', 'no parameters but ca, cert, key, family'],
  ['rediss://localhost?rejectUnauthorized=false', 'no parameters but'],
  ['redis://localhost?family=5', '4 or 6 as its family'],
  [
    'rediss://localhost?ca=/s3cret/absent.pem',
    'names a file in its parameter ca that cannot be read (ENOENT)',
  ],
  ['rediss://localhost?cert=FOLDER/no.pem', 'both of the parameters cert and key'],
  ['rediss://localhost?cert=FOLDER/no.pem&key=FOLDER/no.pem', 'the PEM files of a certificate and its key'],
  ['rediss://localhost?ca=FOLDER/no.pem', 'a PEM file of certificates'],
  ['redis://localhost?ca=FOLDER/no.pem', 'must start with rediss://'],
  ['redis://s3cret,b:6379', 'must list several Redis as URLs, each with its scheme'],
  ['redis://a,http://s3cret', 'must be a URL starting with'],
  ['redis+replica://s3cret', 'must be a URL starting with'],
  ['redis://s3cret,redis://a,redis://u:p@S3CRET:6379/0', 'must name each Redis once'],
  ['redis+cluster://a:7000,s3cret,a:7000', 'must name each Redis once'],
  ['redis+sentinel://a/s3cret,redis+sentinel://A:26379/%733cret/0', 'must name each Redis once'],
  ['redis+cluster://a/1', 'a cluster, which has database 0 only'],
  ['redis+cluster://a,,b', 'must name a host'],
  ['redis+cluster://a,s3cret:port', 'must be a URL starting with'],
  ['redis+cluster://a?sentinelPassword=s3cret', 'no parameters but ca, cert, key, family'],
  ['redis+sentinel://a', 'the name of the primary'],
  ['redis+sentinel://a/mails/s3cret', 'the name of the primary'],
  ['redis+sentinel://a/mails?sentinelUser=s3cret', 'sentinelPassword if it has sentinelUser'],
])('%s is refused with a reason that shows nothing of it', (url, reason) => {
  const given = url.replaceAll('FOLDER', folder)
  expect(() => checkRedisUrl(given)).toThrow(reason)
  expect(() => checkRedisUrl(given)).not.toThrow(/s3cret|passlink-redis-url/)
})
