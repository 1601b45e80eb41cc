import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openQueue } from '@passlink/queue'
import { readDatabaseUrl } from '@passlink/runtime'
import { Redis } from 'ioredis'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { runAppProcess } from '../app-process.ts'
import { eventually } from '../eventually.ts'
import { createLogLines } from '../log-lines.ts'
import { readinessOf } from '../metrics-of.ts'
import { type App, createPasslink, requestLinkForAlice } from '../passlink.ts'
import { deliveryThatIs } from '../records.ts'
import { freePort } from '../servers/free-port.ts'
import { redisBinary, redisHint, startRedis } from '../servers/redis.ts'
import { createSelfSigned } from '../servers/relay/self-signed.ts'

const available = redisBinary() !== undefined
if (!available) console.warn(`\n  SKIPPED: the tests of REDIS_URL. ${redisHint}\n`)

const unused = readDatabaseUrl('postgres://database.example/unused')

const { log, lines } = createLogLines()
beforeEach(() => {
  lines.length = 0
})

async function start(redisUrl: string) {
  const passlink = await createPasslink({ redisUrl }, log)
  onTestFinished(passlink.stop)
  const api = await passlink.startApi()
  const apps = [await passlink.startWorker(), await passlink.startDashboard()]
  return { passlink, api, apps }
}

async function queueStateOf(app: App) {
  const { status, body } = await readinessOf(app)
  return { status, queue: body.checks.queue }
}

/** What the apps' start checks found wrong with the queue. */
const problems = () =>
  lines
    .map(line => JSON.parse(line))
    .filter(({ level, check }) => check === 'queue' && level === 50)
    .map(({ msg }) => msg)

describe.runIf(available)('a database that Redis does not have', () => {
  test('is reported by every app, gets no job into database 0, and all is mailed once Redis has it', async () => {
    const redis = await startRedis()
    onTestFinished(redis.stop)
    const client = new Redis(redis.url).on('error', () => {})
    onTestFinished(() => client.disconnect())
    const { passlink, api, apps } = await start(`${redis.url}/99`)
    await requestLinkForAlice(passlink, api)
    const queue = 'away: ERR, Redis refuses the database number of REDIS_URL'
    for (const app of apps)
      await eventually(async () => expect(await queueStateOf(app)).toEqual({ status: 503, queue }))
    await eventually(() =>
      expect(problems()).toEqual(Array(3).fill('Redis refuses the database number of REDIS_URL (ERR)')),
    )
    expect(await client.dbsize()).toBe(0)
    expect(passlink.relay.mails).toEqual([])

    await redis.stop()
    const mended = await startRedis(redis.port, ['--databases', '100'])
    onTestFinished(mended.stop)
    await deliveryThatIs('sent', passlink.database)
    for (const app of apps)
      await eventually(async () => expect(await queueStateOf(app)).toEqual({ status: 200, queue: 'ok' }))
    expect(await client.info('keyspace')).toMatch(/^# Keyspace\s+db99:\S+\s+$/)
  })
})

describe.runIf(available)('a login that Redis refuses', () => {
  test.each([
    ['redis://passlink:wrong@', 'Redis refuses the login of REDIS_URL (WRONGPASS)'],
    ['redis://', 'REDIS_URL has no password, and Redis demands one (NOAUTH)'],
  ])('%s is reported by every app at its start', async (login, problem) => {
    const redis = await startRedis()
    onTestFinished(redis.stop)
    const client = new Redis(redis.url)
    onTestFinished(() => client.disconnect())
    await client.config('SET', 'requirepass', 'right')
    await start(redis.url.replace('redis://', login))
    await eventually(() => expect(problems()).toEqual(Array(3).fill(problem)))
    expect(lines.join()).not.toMatch(/passlink:wrong/)
  })
})

test.runIf(available)('a login with the rights that the documentation names is enough', async () => {
  const rules = /ACL SETUSER passlink ([^`]+)/.exec(
    await readFile(new URL('../../docs/reliability.md', import.meta.url), 'utf8'),
  )?.[1] as string
  const redis = await startRedis()
  onTestFinished(redis.stop)
  const client = new Redis(redis.url)
  onTestFinished(() => client.disconnect())
  await client.call('ACL', 'SETUSER', 'passlink', ...rules.split(' '))
  const { passlink, api, apps } = await start(redis.url.replace('//', '//passlink:password@'))
  await requestLinkForAlice(passlink, api)
  await deliveryThatIs('sent', passlink.database)
  for (const app of apps)
    await eventually(async () => expect(await queueStateOf(app)).toEqual({ status: 200, queue: 'ok' }))
  expect((await client.acl('LOG')) as unknown[]).toEqual([])
})

describe.runIf(available)('a Redis that speaks TLS with a certificate of its own authority', () => {
  async function startTlsRedis(hostname: string, { asksForCertificates = false } = {}) {
    const folder = await mkdtemp(join(tmpdir(), 'passlink-redis-tls-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
    const { cert, key } = createSelfSigned(hostname)
    await Promise.all([writeFile(files.cert, cert), writeFile(files.key, key)])
    const port = await freePort()
    const redis = await startRedis(undefined, [
      ...['--tls-port', `${port}`, '--tls-cert-file', files.cert, '--tls-key-file', files.key],
      ...['--tls-ca-cert-file', files.cert, '--tls-auth-clients', asksForCertificates ? 'yes' : 'no'],
    ])
    onTestFinished(redis.stop)
    return { ...files, port }
  }

  test('is used with its authority as parameter ca', async () => {
    const { port, cert } = await startTlsRedis('localhost')
    const { passlink, api, apps } = await start(`rediss://localhost:${port}/0?ca=${cert}`)
    await requestLinkForAlice(passlink, api)
    await deliveryThatIs('sent', passlink.database)
    for (const app of apps)
      await eventually(async () => expect(await queueStateOf(app)).toEqual({ status: 200, queue: 'ok' }))
    expect(problems()).toEqual([])
  })

  test('is used with a certificate of ours, where it asks for one, as parameters cert and key', async () => {
    const { port, cert, key } = await startTlsRedis('localhost', { asksForCertificates: true })
    const url = `rediss://localhost:${port}/0?ca=${cert}`
    const { passlink, api } = await start(`${url}&cert=${cert}&key=${key}`)
    await requestLinkForAlice(passlink, api)
    await deliveryThatIs('sent', passlink.database)
  })

  test.each([
    {
      which: 'without it',
      hostname: 'localhost',
      query: () => '',
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    },
    {
      which: 'for another host',
      hostname: 'redis.example',
      query: (cert: string) => `?ca=${cert}`,
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    },
  ])('is reported $which', async ({ hostname, query, code }) => {
    const { port, cert } = await startTlsRedis(hostname)
    const { apps } = await start(`rediss://localhost:${port}${query(cert)}`)
    const problem = 'the certificate of the server at REDIS_URL is not trusted, see its parameter ca'
    await eventually(() => expect(problems()).toEqual(Array(3).fill(`${problem} (${code})`)))
    for (const app of apps)
      await eventually(async () =>
        expect(await queueStateOf(app)).toEqual({ status: 503, queue: `away: ${code}, ${problem}` }),
      )
  })

  test('can be left while a certificate is being refused', async () => {
    const { port, cert } = await startTlsRedis('redis.example')
    const url = `rediss://localhost:${port}?ca=${cert}`
    // At any moment of a handshake.
    for (let tries = 0; tries < 200; tries += 1) {
      const queue = openQueue({ database: unused, redisUrl: url })
      for (let turns = 0; turns < tries; turns += 1) await new Promise(resolve => setImmediate(resolve))
      await queue.close()
    }
  })
})

test.each(['worker', 'api', 'dashboard'] as const)(
  '%s does not start with a path that is no number, and names REDIS_URL',
  async app => {
    const { code, stderr } = await runAppProcess(app, { REDIS_URL: 'redis://u:s3cret@redis.example/s3cret' })
      .ended
    expect(code).toBe(1)
    expect(stderr).toContain('REDIS_URL: must have nothing or a database number as its path')
    expect(stderr).not.toContain('s3cret')
  },
)
