import { openPostgres } from '@passlink/local'
import postgres from 'postgres'
import type { CleanUp } from '../../chaos/clean-up.ts'
import { freePort } from '../../servers/free-port.ts'
import { readProcesses } from '../processes/processor-time.ts'

/** A Postgres of the bench's own, as it comes except for its number of connections. */
export type PostgresServer = {
  version: string
  /** The process whose children serve the connections. */
  pid: number
  /** Makes an empty database; its URL. */
  createDatabase: (name: string) => Promise<string>
  dropDatabase: (name: string) => Promise<void>
}

// Both sides' processes are connected at once.
const connectionsMax = 300

export async function startPostgres(directory: string, cleanUp: CleanUp): Promise<PostgresServer> {
  const server = await openPostgres({ directory, port: await freePort(), connectionsMax })
  cleanUp.add(() => server.stop())
  const { version, pid } = await ask(server.url, describe)
  return {
    version,
    pid,
    async createDatabase(name) {
      await ask(server.url, sql => sql.unsafe(`create database ${name}`))
      return Object.assign(new URL(server.url), { pathname: name }).href
    },
    async dropDatabase(name) {
      await ask(server.url, sql => sql.unsafe(`drop database if exists ${name} with (force)`))
    },
  }
}

async function describe(sql: postgres.Sql) {
  const [row] = await sql<{ version: string; backend: number }[]>`
    select current_setting('server_version') as version, pg_backend_pid() as backend`
  return {
    version: row?.version ?? '',
    pid: readProcesses().find(({ pid }) => pid === row?.backend)?.parent ?? 0,
  }
}

async function ask<Answer>(url: string, question: (sql: postgres.Sql) => Promise<Answer>): Promise<Answer> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    return await question(sql)
  } finally {
    await sql.end()
  }
}
