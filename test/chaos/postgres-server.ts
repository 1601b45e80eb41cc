import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { openPostgres } from '@passlink/local'
import postgres from 'postgres'
import { eventually } from '../eventually.ts'

/** An embedded Postgres that goes away and comes back at the same port with what was committed. */
export type PostgresServer = {
  url: string
  /** Shuts it down in order; it is back after `awayMs`. */
  restart: (awayMs: number) => Promise<void>
  /** Kills it; it is back after `awayMs`. */
  crash: (awayMs: number) => Promise<void>
  /** Stops it and whoever serves a connection, without a word to anybody. */
  freeze: (forMs: number) => Promise<void>
  /** Ends all connections to the database. */
  cutConnections: () => Promise<void>
  stop: () => Promise<void>
}

export async function startPostgres(directory: string, port: number): Promise<PostgresServer> {
  let server = await openPostgres({ directory, port })
  let stopping = false
  let away: Promise<void> | undefined
  let frozen: number[] = []

  async function comeBack(awayMs: number) {
    await server.stop()
    await delay(awayMs)
    if (!stopping) server = await openPostgres({ directory, port })
  }
  const leave = (leaving: Promise<void>) => {
    away = leaving
    return leaving
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
    restart: awayMs => leave(comeBack(awayMs)),
    async crash(awayMs) {
      process.kill(await postmaster(), 'SIGKILL')
      await server.exited
      await leave(comeBack(awayMs))
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
    async stop() {
      stopping = true
      thaw()
      await away?.catch(() => {})
      await server.stop()
    },
  }
}

const others = (sql: postgres.Sql) => sql`
  select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`

async function ask<Answer>(url: string, question: (sql: postgres.Sql) => Promise<Answer>): Promise<Answer> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} })
  try {
    return await eventually(() => question(sql))
  } finally {
    await sql.end({ timeout: 1 })
  }
}

function signal(pid: number, name: NodeJS.Signals) {
  try {
    process.kill(pid, name)
  } catch {
    // It has ended meanwhile.
  }
}
