import { readConfig as readApiConfig, startApi } from '@passlink/api'
import { readConfig as readBouncesConfig, startBounces } from '@passlink/bounces'
import { readConfig as readDashboardConfig, startDashboard } from '@passlink/dashboard'
import { type DeliveryQueue, openQueue } from '@passlink/queue'
import { readConfig as readRedeemConfig, startRedeem } from '@passlink/redeem'
import { createLogger, type Logger, readDatabaseUrl } from '@passlink/runtime'
import { saveOrganizations, saveUsers } from '@passlink/store'
import { readConfig as readWorkerConfig, startWorker } from '@passlink/worker'
import { inject } from 'vitest'
import { bounceSettings } from './bounce-settings.ts'
import { alice } from './people.ts'
import { createDatabase, type TestDatabase } from './servers/database.ts'
import { audience, startTestIssuer, type TestIssuer } from './servers/issuer.ts'
import { startTestRelay, type TestRelay } from './servers/relay.ts'

/** Where the jobs are stored: in the database, in the shared Redis, or in a Redis that the test started. */
export type Backend = 'postgres' | 'redis' | { redisUrl: string }

export const backends = [
  { backend: 'postgres' as const, available: true },
  { backend: 'redis' as const, available: inject('redisUrl') !== null },
]

/** An app that runs: its port, and that of its metrics. */
export type App = { port: number; metricsPort: number; stop: () => Promise<void> }

/** The apps in this process, with their own database, queue, relay and issuer. */
export type Passlink = {
  database: TestDatabase
  relay: TestRelay
  issuer: TestIssuer
  log: Logger
  environment: Record<string, string>
  startApi: () => Promise<App>
  startWorker: (environment?: Record<string, string>) => Promise<App>
  startRedeem: () => Promise<App>
  startBounces: (environment?: Record<string, string>) => Promise<App & { lmtpPort?: number | undefined }>
  startDashboard: () => Promise<App>
  /** Opens the queue that the apps share, for inspection; `stop` closes it. */
  openQueue: (name?: 'deliveries' | 'webhooks') => DeliveryQueue
  stop: () => Promise<void>
}

export async function createPasslink(
  backend: Backend,
  log = createLogger('test', process.env.LOG_LEVEL ?? 'silent'),
): Promise<Passlink> {
  const [database, relay, issuer] = await Promise.all([createDatabase(), startTestRelay(), startTestIssuer()])
  await saveOrganizations(database.db, [{ id: 'acme', name: 'Acme' }])
  await saveUsers(database.db, [alice])
  const redisUrl =
    typeof backend === 'object' ? backend.redisUrl : backend === 'redis' ? inject('redisUrl') : null
  // Tests share the usual Redis, so each has a prefix.
  const prefix = backend === 'redis' ? `{${new URL(database.url).pathname.slice(1)}}` : undefined
  const environment: Record<string, string> = {
    DATABASE_URL: database.url,
    ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
    ...(prefix ? { QUEUE_PREFIX: prefix } : {}),
    AUTH_ISSUER: issuer.url,
    AUTH_AUDIENCE: audience,
    SMTP_URL: relay.url,
    MAIL_FROM: 'Passlink <no-reply@passlink.example>',
    PUBLIC_URL: 'https://passlink.example',
    LINK_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
    LINKS_PER_USER: '1000000/1h',
    RETRY_SCHEDULE: '50ms',
    CLAIM_LEASE: '15s',
    DASHBOARD_PASSWORD: 'correct horse',
    HOST: '127.0.0.1',
    STOP_GRACE: '0s',
    API_PORT: '0',
    REDEEM_PORT: '0',
    DASHBOARD_PORT: '0',
    BOUNCES_PORT: '0',
    SES_TOPIC: 'arn:aws:sns:eu-central-1:123456789012:mails',
    LMTP_PORT: '0',
    WORKER_PORT: '0',
    METRICS_PORT: '0',
  }
  const running = new Set<App>()
  const queues: DeliveryQueue[] = []
  async function track<Started extends App>(starting: Promise<Started>): Promise<Started> {
    const app = await starting
    const tracked = {
      ...app,
      stop: async () => {
        if (running.delete(tracked)) await app.stop()
      },
    }
    running.add(tracked)
    return tracked
  }
  return {
    database,
    relay,
    issuer,
    log,
    environment,
    startApi: () => track(startApi(readApiConfig(environment), log)),
    startWorker: more => track(startWorker(readWorkerConfig({ ...environment, ...more }), log)),
    startRedeem: () => track(startRedeem(readRedeemConfig(environment), log)),
    startBounces: more =>
      track(startBounces(readBouncesConfig({ ...environment, ...bounceSettings, ...more }), log)),
    startDashboard: () => track(startDashboard(readDashboardConfig(environment), log)),
    openQueue(name = 'deliveries') {
      const queue = openQueue({
        database: readDatabaseUrl(database.url),
        redisUrl: redisUrl ?? undefined,
        name,
        prefix: environment.QUEUE_PREFIX,
      })
      queues.push(queue)
      return queue
    },
    async stop() {
      await Promise.all([...running].map(app => app.stop()))
      await Promise.all(queues.map(queue => queue.close()))
      await Promise.all([relay.stop(), issuer.stop()])
      await database.drop()
    },
  }
}

/** Requests a link as an application does. */
export function askForLink(api: Pick<App, 'port'>, token: string, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...init.headers }
  return fetch(`http://127.0.0.1:${api.port}/users/me/passwordless/_send_link`, {
    method: 'POST',
    body: '{}',
    ...init,
    headers,
  })
}

/** Starts an API and a worker, and requests one link for alice, which must be answered 200. Resolves to the worker. */
export async function startAndRequestLink(
  passlink: Passlink,
  workerEnvironment?: Record<string, string>,
): Promise<App> {
  const api = await passlink.startApi()
  const worker = await passlink.startWorker(workerEnvironment)
  await requestLinkForAlice(passlink, api)
  return worker
}

/** Requests a link for alice, which must be answered 200. */
export async function requestLinkForAlice(passlink: Passlink, api: Pick<App, 'port'>): Promise<void> {
  const response = await askForLink(api, await passlink.issuer.token('alice'))
  if (response.status !== 200) throw new Error(`the call was answered ${response.status}`)
}
