import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { readinessOf } from '../metrics-of.ts'
import { askDashboard } from '../operator.ts'
import { createPasslink, requestLinkForAlice } from '../passlink.ts'
import { deliveryThatIs } from '../records.ts'
import { freePort } from '../servers/free-port.ts'
import { redisBinary, redisHint, startRedis } from '../servers/redis.ts'
import { startRedisCluster } from '../servers/redis-cluster.ts'
import { startSentinel } from '../servers/redis-sentinel.ts'
import { createSelfSigned } from '../servers/relay/self-signed.ts'

const available = redisBinary() !== undefined
if (!available) console.warn(`\n  SKIPPED: the tests of TLS and logins of Redis. ${redisHint}\n`)

describe.runIf(available)('with TLS and a login that has the rights that the documentation names', () => {
  let folder: string
  let files: { cert: string; key: string }
  let rights: (kind: string) => string[]
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'passlink-redis-secured-'))
    files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
    const { cert, key } = createSelfSigned('localhost')
    await Promise.all([writeFile(files.cert, cert), writeFile(files.key, key)])
    const document = await readFile(new URL('../../docs/reliability.md', import.meta.url), 'utf8')
    rights = kind => {
      const [, rules = ''] =
        new RegExp(`^- ${kind}: \`ACL SETUSER passlink ([^\`]+)`, 'm').exec(document) ?? []
      return rules.split(' ')
    }
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const tls = (port: number) => [
    ...['--tls-port', `${port}`, '--tls-cert-file', files.cert, '--tls-key-file', files.key],
    ...['--tls-ca-cert-file', files.cert, '--tls-auth-clients', 'no'],
  ]

  /** A mail is sent, Redis has refused nothing for that, and the board shows the queue. */
  async function isEnough(redisUrl: string, admins: Redis[]) {
    const passlink = await createPasslink({ redisUrl })
    onTestFinished(passlink.stop)
    passlink.relay.script.rcpt.push('451 4.7.1 later')
    const api = await passlink.startApi()
    const apps = [await passlink.startWorker(), await passlink.startDashboard()] as const
    await requestLinkForAlice(passlink, api)
    await deliveryThatIs('sent', passlink.database)
    for (const app of apps)
      await eventually(async () => expect((await readinessOf(app)).body.checks.queue).toBe('ok'))
    for (const admin of admins) expect((await admin.acl('LOG')) as unknown[]).toEqual([])
    // It does without the list of workers, which is refused.
    const board = '/queues/api/queues?activeQueue=deliveries&status=latest&page=1'
    expect((await askDashboard(apps[1], board)).status).toBe(200)
  }

  async function startSecured() {
    const port = await freePort()
    const redis = await startRedis(undefined, tls(port))
    onTestFinished(redis.stop)
    const admin = new Redis(redis.url)
    onTestFinished(() => admin.disconnect())
    return { admin, port }
  }

  test('a single Redis is used', async () => {
    const { admin, port } = await startSecured()
    await admin.call('ACL', 'SETUSER', 'passlink', ...rights('one Redis'))
    await isEnough(`rediss://passlink:password@localhost:${port}?ca=${files.cert}`, [admin])
  })

  test('the primary of a sentinel is used', async () => {
    const { admin, port } = await startSecured()
    await admin.call('ACL', 'SETUSER', 'passlink', ...rights('one Redis'))
    const tlsPort = await freePort()
    const sentinel = await startSentinel([
      ...['sentinel resolve-hostnames yes', 'sentinel announce-hostnames yes'],
      `sentinel monitor mails localhost ${port} 1`,
      ...[`tls-port ${tlsPort}`, `tls-cert-file ${files.cert}`, `tls-key-file ${files.key}`],
      ...[`tls-ca-cert-file ${files.cert}`, 'tls-auth-clients no', 'tls-replication yes'],
    ])
    onTestFinished(sentinel.stop)
    await sentinel.admin.call('ACL', 'SETUSER', 'passlink', ...rights('its sentinels'))
    const login = 'sentinelUser=passlink&sentinelPassword=password'
    await isEnough(
      `rediss+sentinel://passlink:password@localhost:${tlsPort}/mails?ca=${files.cert}&${login}`,
      [admin, sentinel.admin],
    )
  })

  test('a cluster is used', async () => {
    const ports: number[] = []
    const cluster = await startRedisCluster(async number => {
      ports[number] = await freePort()
      return [
        ...tls(ports[number]),
        ...['--tls-cluster', 'yes', '--tls-replication', 'yes'],
        ...['--cluster-announce-hostname', 'localhost', '--cluster-preferred-endpoint-type', 'hostname'],
      ]
    })
    onTestFinished(cluster.stop)
    const admins = cluster.nodes.map(({ admin }) => admin)
    for (const admin of admins) await admin.call('ACL', 'SETUSER', 'passlink', ...rights('a cluster'))
    const hosts = ports.map(port => `localhost:${port}`).join()
    await isEnough(`rediss+cluster://passlink:password@${hosts}?ca=${files.cert}`, admins)
  }, 60_000)
})
