import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { openPostgres } from '@passlink/local'
import postgres from 'postgres'
import { eventually } from '../eventually.ts'
import { quietPort } from './quiet-port.ts'
import { startSilencingProxy } from './silencing-proxy.ts'

/** An embedded Postgres that can be stopped and restarted on the same port, with its committed data. */
export type PostgresServer = {
  url: string
  /** The URL of a proxy of it, for the apps. */
  proxiedUrl: string
  /** Shuts it down cleanly and starts it again after `downMs`. */
  restart: (downMs: number) => Promise<void>
  /** Kills it and starts it again after `downMs`. */
  crash: (downMs: number) => Promise<void>
  /** Suspends the server and its backends with SIGSTOP for `forMs`. */
  freeze: (forMs: number) => Promise<void>
  /** Ends all connections to the database. */
  cutConnections: () => Promise<void>
  /** Makes the standing connections of the apps silent; new ones work. */
  silenceConnections: () => Promise<void>
  /** Makes all sessions read-only, as after a failover to a replica. */
  refuseWrites: (forMs: number) => Promise<void>
  /** Locks some people, and links whose mail is under way, as an operator with an open transaction does. */
  lockRows: (forMs: number) => Promise<void>
  stop: () => Promise<void>
}

// The apps open up to a hundred. Those that were made silent stay for a minute, beside the new ones.
const connectionsMax = 400

export async function startPostgres(directory: string, port: number): Promise<PostgresServer> {
  const open = () => openPostgres({ directory, port, connectionsMax })
  let server = await open()
  const proxy = await startSilencingProxy(await quietPort(), port)
  let stopping = false
  let restarting: Promise<void> | undefined
  let frozen: number[] = []

  async function restartAfter(downMs: number) {
    await server.stop()
    await delay(downMs)
    if (!stopping) server = await open()
  }
  const track = (restart: Promise<void>) => {
    restarting = restart
    return restart
  }
  async function postmaster(): Promise<number> {
    return Number.parseInt(await readFile(join(directory, 'data', 'postmaster.pid'), 'utf8'), 10)
  }
  function thaw() {
    for (const pid of frozen) signal(pid, 'SIGCONT')
    frozen = []
  }

  return {
    url: server.url,
    proxiedUrl: Object.assign(new URL(server.url), { port: `${proxy.port}` }).href,
    restart: downMs => track(restartAfter(downMs)),
    async crash(downMs) {
      process.kill(await postmaster(), 'SIGKILL')
      await server.exited
      await track(restartAfter(downMs))
    },
    async freeze(forMs) {
      const backends = await ask(server.url, sql => sql<{ pid: number }[]>`${others(sql)}`)
      frozen = [await postmaster(), ...backends.map(({ pid }) => pid)]
      for (const pid of frozen) signal(pid, 'SIGSTOP')
      await delay(forMs)
      thaw()
    },
    async cutConnections() {
      await ask(server.url, sql => sql`select pg_terminate_backend(pid) from (${others(sql)}) as others`)
    },
    async silenceConnections() {
      proxy.silence()
    },
    async refuseWrites(forMs) {
      await setReadOnly(server.url, 'on')
      await delay(forMs)
      await setReadOnly(server.url, 'off')
    },
    lockRows: forMs =>
      ask(server.url, sql =>
        sql.begin(async tx => {
          await tx`select from users order by id limit 20 for update`
          await tx`
            select from links where id in (
              select link_id from deliveries where status in ('queued', 'sending', 'waiting') order by random() limit 20
            ) order by id for update skip locked`
          await delay(forMs)
        }),
      ),
    async stop() {
      stopping = true
      thaw()
      await proxy.stop()
      await restarting?.catch(() => {})
      await server.stop()
    },
  }
}

const others = (sql: postgres.Sql) => sql`
  select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`

async function ask<Answer>(url: string, question: (sql: postgres.Sql) => Promise<Answer>): Promise<Answer> {
  const sql = postgres(url, {
    max: 1,
    connect_timeout: 5,
    onnotice: () => {},
    connection: { default_transaction_read_only: false },
  })
  try {
    return await eventually(() => question(sql))
  } finally {
    await sql.end({ timeout: 1 })
  }
}

async function setReadOnly(url: string, value: 'on' | 'off') {
  await ask(url, async sql => {
    await sql.unsafe(`alter system set default_transaction_read_only = ${value}`)
    await sql`select pg_reload_conf()`
  })
}

function signal(pid: number, name: NodeJS.Signals) {
  try {
    process.kill(pid, name)
  } catch {
    // The process has ended in the meantime.
  }
}
