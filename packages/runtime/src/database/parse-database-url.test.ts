import { userInfo } from 'node:os'
import { describe, expect, test } from 'vitest'
import { parseDatabaseUrl } from './parse-database-url.ts'

const at = (host: string, port = 5432) => ({ host, port })
const me = userInfo().username
const keepAlive = '-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3'

const places: [url: string, location: object][] = [
  ['postgres://a/b', { hosts: [at('a')], user: me, password: '', database: 'b', isPooled: false }],
  ['postgresql://u:p@a:6543/b', { hosts: [at('a', 6543)], user: 'u', password: 'p', database: 'b' }],
  ['postgres://u@a', { user: 'u', password: '', database: 'u' }],
  ['postgres://u@:5433/b', { hosts: [at('localhost', 5433)] }],
  ['postgres:///b', { hosts: [at('localhost')], database: 'b' }],
  ['postgres://u@[2001:db8::1]:6543/b', { hosts: [at('2001:db8::1', 6543)] }],
  ['postgres://u@[::1]/b', { hosts: [at('::1')] }],
  ['postgres://u@a,b:5433,[::1]:5434/d', { hosts: [at('a'), at('b', 5433), at('::1', 5434)] }],
  ['postgres://u@/b?host=a,b&port=1,2', { hosts: [at('a', 1), at('b', 2)] }],
  ['postgres://u@/b?host=a,b&port=7', { hosts: [at('a', 7), at('b', 7)] }],
  ['postgres://u@/b?host=/var/run/postgresql', { hosts: [at('/var/run/postgresql')] }],
  ['postgres://u@%2Fvar%2Frun%2Fpostgresql:5433/b', { hosts: [at('/var/run/postgresql', 5433)] }],
  ['postgres://a/b?user=u&password=p%20p&dbname=d', { user: 'u', password: 'p p', database: 'd' }],
  [
    'postgres://us%40er:p%25%23%2F%3A%3F%40@a/my%20db',
    { user: 'us@er', password: 'p%#/:?@', database: 'my db' },
  ],
  ['postgres://u:p@ss:w+rd@a/b', { user: 'u', password: 'p@ss:w+rd', hosts: [at('a')] }],
  [
    'postgres://u@a/b?application_name=my%20app&connect_timeout=10',
    { applicationName: 'my app', connectTimeoutMs: 10_000 },
  ],
  ['postgres://u@a/b', { applicationName: undefined, connectTimeoutMs: 5_000, options: keepAlive }],
  ['postgres://u@a/b?options=-c%20search_path%3Dx', { options: `${keepAlive} -c search_path=x` }],
  ['postgres://u@a/b?options=-c+search_path=x', { options: `${keepAlive} -c search_path=x` }],
  ['postgres://u@a/b?options=endpoint%3Dcool-one', { options: `${keepAlive} endpoint=cool-one` }],
  ['postgres://u@a/b?schema=Links', { schema: 'Links', options: `${keepAlive} -c search_path="Links"` }],
  ['postgres://u@a/b?pgbouncer=true&connection_limit=1', { isPooled: true }],
  ['postgres://u@a/b?pgbouncer=true&schema=s', { schema: 's', options: undefined }],
  ['postgres://u@a/b?pgbouncer=false&pool_timeout=0&socket_timeout=3', { isPooled: false }],
  ['postgres://u@a/b?target_session_attrs=read-write&gssencmode=disable&client_encoding=UTF8', {}],
  ['postgres://u@a/b?keepalives=1&supa=base-pooler.x&workaround=supabase-pooler.vercel', {}],
  // As providers print them.
  [
    'postgresql://neondb_owner:npg_x@ep-a-pooler.eu.aws.neon.tech/neondb?sslmode=require&channel_binding=require',
    { hosts: [at('ep-a-pooler.eu.aws.neon.tech')], user: 'neondb_owner', database: 'neondb' },
  ],
  [
    'postgres://postgres.ref:pw@aws-0-eu.pooler.supabase.com:6543/postgres?pgbouncer=true',
    { hosts: [at('aws-0-eu.pooler.supabase.com', 6543)], user: 'postgres.ref', isPooled: true },
  ],
  ['postgres://me%40server:pw@server.postgres.database.azure.com/db?sslmode=require', { user: 'me@server' }],
  ['postgres://u:pw@ec2-1.compute-1.amazonaws.com:5432/d1', { database: 'd1' }],
]

test.each(places)('%s', (url, location) => {
  expect(parseDatabaseUrl(url)).toMatchObject(location)
})

describe('refused, naming the parameter and no value', () => {
  const refused: [url: string, named: string][] = [
    ['mysql://u:s3cret@a/b', 'postgres://user:password@host:port/database'],
    ['s3cret', 'postgres://user:password@host:port/database'],
    ['postgres://u:s3cret%@a/b', '%25'],
    ['postgres://u:s3%xcret@a/b', '%25'],
    ['postgres://u:s3cret#@a/b', '%23'],
    ['postgres://u:s3cret @a/b', '%20'],
    ['postgres://u:s3cret%FF@a/b', 'UTF-8'],
    ['postgres://u:s3/cret@a/b', 'percent-encoded'],
    ['postgres://u:s3?cret@a/b', 'percent-encoded'],
    ['postgres://u:s3cret@a:99999/b', 'port'],
    ['postgres://u:s3cret@a:0/b', 'port'],
    ['postgres://u:s3cret@a,b/c?port=1,2,3', 'port'],
    ['postgres://u:s3cret@a/b?sslmode=maybe', 'sslmode'],
    ['postgres://u:s3cret@a/b?sslmode=verify-ca', 'sslrootcert'],
    ['postgres://u:s3cret@a/b?sslmode=require&sslrootcert=system', 'sslrootcert'],
    ['postgres://u:s3cret@a/b?sslmode=disable&sslrootcert=/x', 'sslrootcert'],
    ['postgres://u:s3cret@a/b?sslrootcert=/nowhere/s3cret', 'sslrootcert that cannot be read (ENOENT)'],
    ['postgres://u:s3cret@a/b?sslcert=/x', 'sslkey'],
    ['postgres://u:s3cret@a/b?ssl=maybe', 'ssl '],
    ['postgres://u:s3cret@a/b?channel_binding=maybe', 'channel_binding'],
    ['postgres://u:s3cret@a/b?channel_binding=require&sslmode=disable', 'channel_binding'],
    ['postgres://u:s3cret@a/b?target_session_attrs=standby', 'target_session_attrs'],
    ['postgres://u:s3cret@a/b?gssencmode=require', 'gssencmode'],
    ['postgres://u:s3cret@a/b?sslnegotiation=direct', 'sslnegotiation'],
    ['postgres://u:s3cret@a/b?client_encoding=latin1', 'client_encoding'],
    ['postgres://u:s3cret@a/b?connect_timeout=0', 'connect_timeout'],
    ['postgres://u:s3cret@a/b?schema=a%22b', 'schema'],
    ['postgres://u:s3cret@a/b?pgbouncer=yes', 'pgbouncer'],
    ['postgres://u:s3cret@a/b?sslcrl=/s3cret', 'sslcrl'],
    ['postgres://u:s3cret@a/b?sslaccept=strict', 'sslaccept'],
    ['postgres://u:s3cret@a/b?options=-c%20a%3Db&service=s3cret', 'service'],
  ]
  test.each(refused)('%s', (url, named) => {
    expect(() => parseDatabaseUrl(url)).toThrow(named)
    expect(() => parseDatabaseUrl(url)).not.toThrow(/s3|cret/)
  })
})
