import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AppName, appNames, runAppProcess } from '../app-process.ts'

const required: Record<AppName, string[]> = {
  api: ['DATABASE_URL', 'AUTH_ISSUER', 'AUTH_AUDIENCE'],
  worker: ['DATABASE_URL', 'SMTP_URL', 'MAIL_FROM', 'PUBLIC_URL', 'LINK_KEYS'],
  redeem: ['DATABASE_URL', 'PUBLIC_URL', 'LINK_KEYS'],
  bounces: ['DATABASE_URL'],
  dashboard: ['DATABASE_URL'],
}

const bad: Record<AppName, Record<string, string>> = {
  api: {
    DATABASE_URL: 'mysql://root:s3cret@db/x',
    REDIS_URL: 'http://s3cret',
    QUEUE_PREFIX: 's3cret',
    AUTH_ISSUER: 'not a s3cret url',
    DELIVERY_DEADLINE: 's3cret',
    LINKS_PER_USER: '5/s3cret',
    LINKS_PER_ORGANIZATION: '5/367d',
    DATABASE_PREPARE: 's3cret',
    DIRECT_DATABASE_URL: 's3cret',
    DATABASE_CONNECTIONS: '0',
    CALL_TIMEOUT: '5 s3cret',
    TRUSTED_PROXIES: 's3cret',
    REFUSALS_PER_ADDRESS: '5/s3cret',
    ISSUER_CONCURRENCY: '0',
    API_PORT: '99999',
    METRICS_PORT: '99999',
    LOG_LEVEL: 's3cret',
  },
  worker: {
    DATABASE_URL: 's3cret',
    DKIM_DOMAIN: 's3cret',
    DKIM_KEYS: 's3cret',
    MAIL_HEADERS: 's3cret',
    BOUNCE_ADDRESS: 'a+s3cret@p.example',
    BOUNCE_KEYS: 'a:czNjcmV0',
    MAIL_DESIGNS: 's3cret',
    REDIS_URL: 's3cret',
    QUEUE_PREFIX: 's3cret',
    SMTP_URL: 'smtp://relay.example,ftp://s3cret',
    MAIL_FROM: 's3cret',
    PUBLIC_URL: 'http://s3cret.example',
    LINK_KEYS: 'a:czNjcmV0',
    LINK_LIFETIME: '1 s3cret',
    RETRY_SCHEDULE: '1s,s3cret',
    CLAIM_LEASE: '0s',
    WORKER_CONCURRENCY: '0',
    WORKER_PORT: '-1',
    METRICS_PORT: '-1',
    LOG_LEVEL: 's3cret',
  },
  redeem: {
    DATABASE_URL: 'postgres://u:s3cret@db/x?sslmode=maybe',
    DATABASE_CONNECTIONS: 's3cret',
    PUBLIC_URL: 'https://192.0.2.1',
    LINK_KEYS: 'a:czNjcmV0',
    ALLOWED_ORIGINS: 'https://s3cret.example/path',
    TRUSTED_PROXIES: 's3cret',
    REDEEM_PER_ADDRESS: 's3cret/1m',
    REDEEM_PER_LINK: '0/1m',
    REDEEM_WRONG_CODES: 's3cret',
    HSTS: 's3cret',
    STOP_TIMEOUT: '2d',
    STOP_GRACE: 's3cret',
    NOTICE_DEADLINE: 's3cret',
    WEBHOOK_EVENTS: 's3cret',
    UNDO_LIFETIME: 's3cret',
    LOCATION_HEADER: 's3cret header',
    DELIVERY_DEADLINE: 's3cret',
    LINKS_PER_USER: '5/s3cret',
    LINKS_PER_ORGANIZATION: '5/367d',
    CALL_TIMEOUT: 's3cret',
    REDEEM_PORT: 's3cret',
    METRICS_PORT: 's3cret',
    LOG_LEVEL: 's3cret',
  },
  bounces: {
    DATABASE_URL: 's3cret',
    BOUNCE_ADDRESS: 's3cret',
    BOUNCE_KEYS: 'a:czNjcmV0',
    LMTP_PORT: 's3cret',
    SES_TOPIC: 's3cret',
    POSTMARK_WEBHOOK_LOGIN: 'u:s3cret',
    MAILGUN_SIGNING_KEY: 's3cret',
    SENDGRID_WEBHOOK_KEY: 's3cret',
    WEBHOOK_URL: 's3cret',
    WEBHOOK_DEADLINE: 's3cret',
    WEBHOOK_EVENTS: 'usual,s3cret',
    CALL_TIMEOUT: 's3cret',
    BOUNCES_PORT: 's3cret',
    METRICS_PORT: 's3cret',
    LOG_LEVEL: 's3cret',
  },
  dashboard: {
    DATABASE_URL: 's3cret',
    MAIL_DESIGNS: 's3cret',
    DIRECT_DATABASE_URL: 'postgres://a/s3cret?pgbouncer=true',
    REDIS_URL: 's3cret',
    QUEUE_PREFIX: 's3cret',
    DASHBOARD_PASSWORD: 's3cret',
    DASHBOARD_PORT: 's3cret',
    METRICS_PORT: 's3cret',
    DASHBOARD_PASSWORD_ROLE: 's3cret',
    DASHBOARD_TRIES: 's3cret',
    DASHBOARD_ISSUER: 'http://s3cret.example',
    DASHBOARD_URL: 'http://s3cret.example',
    DASHBOARD_SCOPES: 's3cret',
    DASHBOARD_ROLES: 's3cret',
    SESSION_IDLE: 's3cret',
    SESSION_LIFETIME: '31d',
    LOG_LEVEL: 's3cret',
  },
}

const links = { PUBLIC_URL: 'https://p.example', LINK_KEYS: `a:${Buffer.alloc(32).toString('base64')}` }
const database = { DATABASE_URL: 'postgres://database.example/db' }

/** Valid settings of the apps that use the queue. */
const good = {
  api: { ...database, AUTH_ISSUER: 'https://issuer.example', AUTH_AUDIENCE: 'passlink' },
  worker: { ...database, ...links, SMTP_URL: 'smtp://relay.example', MAIL_FROM: 'no-reply@p.example' },
  dashboard: { ...database, DASHBOARD_PASSWORD: 'correct horse' },
}

const settingsIn = (stderr: string) => [...stderr.matchAll(/^ {2}([A-Z_]+): /gm)].map(([, name]) => name)

describe.each(appNames)('%s', app => {
  test('without settings it exits with 1 and names every required one', async () => {
    const { code, stdout, stderr } = await runAppProcess(app, {}).ended
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(settingsIn(stderr)).toEqual(required[app])
    expect(stderr.match(/: is required$/gm)).toHaveLength(required[app].length)
  })

  test('with invalid settings it exits with 1, names each of them and shows no value', async () => {
    const { code, stdout, stderr } = await runAppProcess(app, bad[app]).ended
    expect(code).toBe(1)
    expect(new Set(settingsIn(stderr))).toEqual(new Set([...required[app], ...Object.keys(bad[app])]))
    expect(stdout + stderr).not.toMatch(/s3cret|czNjcmV0|99999/)
    expect(stderr).not.toMatch(/^\s+at /m)
  })
})

test.each(['api', 'worker', 'dashboard'] as const)(
  '%s with a queue in Postgres behind a pooler exits with 1 and names the setting that is missing',
  async app => {
    const environment = { ...good[app], DATABASE_URL: 'postgres://u:s3cret@db/x?pgbouncer=true' }
    const { code, stderr } = await runAppProcess(app, environment).ended
    expect(code).toBe(1)
    expect(stderr).toContain('DIRECT_DATABASE_URL is needed for a queue in Postgres')
    expect(stderr).not.toContain('s3cret')
  },
)
test.each(['api', 'worker', 'dashboard'] as const)('%s refuses QUEUE_PREFIX without REDIS_URL', async app => {
  const settings = { ...good[app], QUEUE_PREFIX: '{passlink}' }
  const { code, stderr } = await runAppProcess(app, settings).ended
  expect(code).toBe(1)
  expect(settingsIn(stderr)).toEqual(['QUEUE_PREFIX'])
  expect(stderr).toContain('QUEUE_PREFIX: needs REDIS_URL')
})

test.each([
  [{}, 'DASHBOARD_PASSWORD or DASHBOARD_ISSUER is required, or both'],
  [
    { DASHBOARD_ISSUER: 'https://s3cret.example' },
    'DASHBOARD_ISSUER needs DASHBOARD_CLIENT_ID and DASHBOARD_URL',
  ],
  [
    { DASHBOARD_PASSWORD: 'correct horse', DASHBOARD_CLIENT_ID: 's3cret' },
    'DASHBOARD_CLIENT_ID and DASHBOARD_CLIENT_SECRET need DASHBOARD_ISSUER',
  ],
])('the dashboard with the way in %j exits with 1: %s', async (way, problem) => {
  const { code, stderr } = await runAppProcess('dashboard', { ...database, ...way }).ended
  expect(code).toBe(1)
  expect(stderr.trim().split('\n').slice(1)).toEqual([`settings: ${problem}`].map(line => `  ${line}`))
  expect(stderr).not.toContain('s3cret')
})

test.each(['tcp://10.0.0.1:3000', 'udp://10.0.0.1:3000', 'tcp://[fd00::1]:3000'])(
  'the port %s, which Kubernetes sets for a Service of that name, is no error',
  async port => {
    for (const app of appNames) {
      const ports = { [`${app.toUpperCase()}_PORT`]: port, METRICS_PORT: port }
      const { stderr } = await runAppProcess(app, { ...bad[app], ...ports }).ended
      expect(settingsIn(stderr)).toContain('LOG_LEVEL')
      for (const name of Object.keys(ports)) expect(settingsIn(stderr)).not.toContain(name)
    }
  },
)

test('a port that Kubernetes sets is ignored with a line in the log, and the default is used', async () => {
  const app = runAppProcess('redeem', {
    DATABASE_URL: 'postgres://127.0.0.1:1/x',
    PUBLIC_URL: 'https://p.example',
    LINK_KEYS: `a:${Buffer.alloc(32).toString('base64')}`,
    HOST: '127.0.0.1',
    REDEEM_PORT: 'tcp://10.0.0.1:3000',
    METRICS_PORT: 'tcp://10.0.0.1:9464',
  })
  // Where another program has the default port, this one ends and names it.
  await app.listening.catch(() => {})
  app.kill('SIGKILL')
  const { stdout, stderr } = await app.ended
  expect(stdout).toContain('REDEEM_PORT is ignored')
  expect(stdout).toContain('METRICS_PORT is ignored')
  expect(stdout + stderr).toMatch(/"port":3001|port (3001|9466) of 127\.0\.0\.1 is taken/)
})

test.each(['http://10.0.0.1:3000', 'tcp://10.0.0.1', '10.0.0.1:3000', 'tcp'])(
  'the port %s is an error',
  async port => {
    for (const app of appNames) {
      const { stderr } = await runAppProcess(app, { [`${app.toUpperCase()}_PORT`]: port }).ended
      expect(settingsIn(stderr)).toContain(`${app.toUpperCase()}_PORT`)
    }
  },
)

describe('a setting from a file', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'passlink-settings-'))
    await writeFile(join(folder, 'url'), 'postgres://from.file.example/db\n')
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const redeem = async (environment: Record<string, string>) =>
    (await runAppProcess('redeem', { ...links, ...environment }).ended).stderr

  test('is read from the path in NAME_FILE', async () => {
    const stderr = await redeem({ DATABASE_URL_FILE: join(folder, 'url'), REDEEM_PORT: 'x' })
    expect(readFileSync(join(folder, 'url'), 'utf8')).toContain('postgres://')
    expect(settingsIn(stderr)).toEqual(['REDEEM_PORT'])
  })

  test('is named, with the path and the cause, when its file cannot be read', async () => {
    const path = join(folder, 'absent')
    expect(await redeem({ DATABASE_URL_FILE: path })).toContain(
      `DATABASE_URL: its file ${path} cannot be read (ENOENT)`,
    )
  })

  test('is an error if the setting is also set directly', async () => {
    const stderr = await redeem({ DATABASE_URL: 'postgres://x/y', DATABASE_URL_FILE: join(folder, 'url') })
    expect(stderr).toContain('DATABASE_URL: is set twice: as DATABASE_URL and as DATABASE_URL_FILE')
  })
})
