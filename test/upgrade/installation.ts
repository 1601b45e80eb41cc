import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { migrateQueue } from '@passlink/queue'
import { readDatabaseUrl } from '@passlink/runtime'
import { migrate } from '@passlink/store'
import { expect } from 'vitest'
import { runAppProcess } from '../app-process.ts'
import { eventually } from '../eventually.ts'
import { askForLink, createPasslink } from '../passlink.ts'
import { createSteps, type Steps } from '../redeem-steps.ts'
import type { Release } from '../releases/release.ts'
import { freePort } from '../servers/free-port.ts'
import type { ReceivedMail } from '../servers/relay.ts'
import { startWebhookReceiver } from '../servers/webhook-receiver.ts'
import { empty } from '../store/schema-before.ts'

export type Version = 'previous' | 'today'

/** An API, a worker and a redeem app of one version. `stop` stops those that run. */
export type Apps = {
  version: Version
  api: { port: number }
  steps: Steps
  stopWorker: () => Promise<void>
  stop: () => Promise<void>
}

/** Who asks the API of which version. */
const personOf = { previous: 'alice', today: 'bob' } as const

type Row = { id: string; status: string; kind: string; userId: string; linkId: string; outcomes: string[] }

/** The version of the worker that sent a mail. */
export const sentBy = ({ headers }: ReceivedMail) => String(headers.get('x-sent-by'))

export type Installation = Awaited<ReturnType<typeof openInstallation>>

/** An installation with the tables of a release, whose apps and those of today can run side by side. */
export async function openInstallation(backend: 'postgres' | 'redis', release: Release) {
  const passlink = await createPasslink(backend)
  const { database, environment, relay, issuer } = passlink
  const receiver = await startWebhookReceiver()
  Object.assign(environment, {
    PUBLIC_URL: 'http://localhost',
    WEBHOOK_URL: receiver.url,
    WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
    RETRY_SCHEDULE: '2s',
    CLAIM_LEASE: '15s',
    CALL_TIMEOUT: '20s',
  })
  await empty(database)
  await database.sql`drop schema if exists bullmq cascade`
  const settings = { PATH: process.env.PATH, DATABASE_URL: database.url }
  await promisify(execFile)(process.execPath, [release.migrate], { env: settings })
  await database.sql`insert into organizations (id, name) values ('acme', 'Acme')`
  for (const id of Object.values(personOf))
    await database.sql`
      insert into users (id, organization_id, email, email_verified, display_name, language)
      values (${id}, 'acme', ${`${id}@acme.example`}, true, ${id}, 'en')`

  /** The settings of a version's apps: its mails have a header that says by whom they were sent. */
  async function settingsOf(version: Version) {
    const port = await freePort()
    const MAIL_HEADERS = JSON.stringify({ 'X-Sent-By': version })
    return { ...environment, MAIL_HEADERS, REDEEM_PORT: `${port}`, PUBLIC_URL: `http://localhost:${port}` }
  }
  async function startPrevious(): Promise<Apps> {
    const settings = await settingsOf('previous')
    const start = (name: 'api' | 'worker' | 'redeem') =>
      runAppProcess(name, settings, { program: release[name] })
    const [api, worker, redeem] = [start('api'), start('worker'), start('redeem')]
    const end = async (app: typeof api) => {
      app.kill('SIGTERM')
      expect(await app.ended).toMatchObject({ code: 0, stderr: '' })
    }
    const [port] = await Promise.all([api, worker, redeem].map(app => app.listening))
    await eventually(async () => expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200))
    return {
      version: 'previous',
      api: { port: port as number },
      steps: createSteps({ ...passlink, environment: settings }),
      stopWorker: () => end(worker),
      stop: async () => void (await Promise.all([api, worker, redeem].map(end))),
    }
  }
  async function startToday(): Promise<Apps> {
    const settings = await settingsOf('today')
    Object.assign(environment, settings)
    const [api, worker] = [await passlink.startApi(), await passlink.startWorker()]
    const redeem = await passlink.startRedeem()
    return {
      version: 'today',
      api,
      steps: createSteps({ ...passlink, environment: settings }),
      stopWorker: worker.stop,
      stop: async () => void (await Promise.all([api, worker, redeem].map(app => app.stop()))),
    }
  }

  async function found() {
    const rows = await database.sql<Row[]>`
      select deliveries.id, status, kind, user_id as "userId", link_id as "linkId",
        array(
          select outcome from attempts where delivery_id = deliveries.id and outcome <> 'not_sent' order by number
        ) as outcomes
      from deliveries join links on links.id = link_id order by deliveries.id`
    return rows.map(row => ({
      ...row,
      askedBy: row.userId === personOf.previous ? 'previous' : 'today',
      sentBy: relay.mails.filter(mail => mail.messageId?.includes(row.id)).map(sentBy),
    }))
  }

  return {
    database,
    relay,
    receiver,
    startPrevious,
    startToday,
    async migrate() {
      await migrate(readDatabaseUrl(database.url))
      await migrateQueue(readDatabaseUrl(database.url))
    },
    /** Asks for a link, which must be answered 200. */
    async ask({ version, api }: Apps) {
      const response = await askForLink(api, await issuer.token(personOf[version]))
      expect(response.status, version).toBe(200)
    },
    /** What is on record of each delivery once all have ended: by which version it was asked for, and sent. */
    results: () =>
      eventually(async () => {
        const all = await found()
        expect(all.filter(({ status }) => status !== 'sent' && status !== 'dead')).toEqual([])
        return all
      }, 30_000),
    async stop() {
      await passlink.stop()
      await receiver.stop()
    },
  }
}
