import { rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'
import { loopback } from '../loopback.ts'
import { startChild, untilReady } from '../processes/child.ts'
import type { Installation } from './installation.ts'

type Options = { directory: string; port: number; durable: boolean; connectionsMax: number }

const startMs = 30_000
const notDurable = ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off']

/** Runs `postgres` on the directory and waits for its database. Call it only while this process owns the directory. */
export async function startServer(installation: Installation, options: Options) {
  // A killed run leaves a file with a process id that another process may have now, and Postgres would mistake that
  // process for a server on the same data. Postgres detects a real one without the file, by its shared memory.
  await rm(`${options.directory}/data/postmaster.pid`, { force: true })
  const deadline = Date.now() + startMs
  for (;;) {
    const server = run(installation, options)
    try {
      const url = `postgres://passlink@${loopback}:${options.port}`
      await untilReady(server, () => makeDatabase(`${url}/postgres`))
      return { url: `${url}/passlink`, exited: server.exited, stop: server.stop }
    } catch (error) {
      await server.stop()
      // Child processes of a server that was just killed exit by themselves.
      const isTemporary = server.lastLines().includes('pre-existing shared memory block')
      if (!isTemporary || Date.now() > deadline) throw error
      await delay(100)
    }
  }
}

function run({ bin, account }: Installation, { directory, port, durable, connectionsMax }: Options) {
  const settings = [
    ...['-c', `listen_addresses=${loopback}`, '-c', 'unix_socket_directories='],
    ...['-c', `max_connections=${connectionsMax}`],
  ]
  return startChild({
    name: 'Postgres',
    command: `${bin}/postgres`,
    args: ['-D', `${directory}/data`, '-p', String(port), ...settings, ...(durable ? [] : notDurable)],
    cwd: directory,
    env: { LC_ALL: 'C' },
    account,
    // Fast shutdown: closes the connections and writes all data.
    stopSignal: 'SIGINT',
  })
}

async function makeDatabase(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => {} })
  try {
    const [found] = await sql`select from pg_database where datname = 'passlink'`
    if (!found) await sql`create database passlink`
  } finally {
    await sql.end({ timeout: 1 })
  }
}
