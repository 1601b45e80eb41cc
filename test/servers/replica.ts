import { execFile } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openPostgres } from '@passlink/local'
import postgres from 'postgres'
import { freePort } from './free-port.ts'

/** A Postgres and a streaming replica of it, both with the database `passlink`, empty. `sql` and `replicaSql` are for inspecting them. */
export type ReplicatedPostgres = {
  url: string
  replicaUrl: string
  sql: postgres.Sql
  replicaSql: postgres.Sql
  /** Starts another replica, which follows the primary, or the server at this port, and is stopped with the others. */
  startReplica: (port?: string) => Promise<{ url: string; sql: postgres.Sql }>
  stop: () => Promise<void>
}

/** Starts both. A statement of the replica that is in the way of what it replays is ended at once. */
export async function startReplicatedPostgres(): Promise<ReplicatedPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'passlink-replica-'))
  // Postgres may run as somebody else.
  await chmod(folder, 0o755)
  const one = join(folder, 'primary')
  const open = async (directory: string) =>
    openPostgres({ directory, port: await freePort(), durable: false })
  const connect = (url: string) => postgres(url, { max: 2, onnotice: () => {} })
  const primary = await open(one)
  const sql = connect(primary.url)
  const replicas: { stop: () => Promise<void> }[] = []
  async function startReplica(port = new URL(primary.url).port) {
    const directory = join(folder, `replica-${replicas.length}`)
    await copy(sql, one, directory, port)
    const server = await open(directory)
    const replica = { url: server.url, sql: connect(server.url) }
    replicas.unshift({
      async stop() {
        await replica.sql.end({ timeout: 1 })
        await server.stop()
      },
    })
    return replica
  }
  const { url: replicaUrl, sql: replicaSql } = await startReplica()
  return {
    url: primary.url,
    replicaUrl,
    sql,
    replicaSql,
    startReplica,
    async stop() {
      await sql.end({ timeout: 1 })
      for (const replica of replicas) await replica.stop()
      await primary.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

// A base backup (PostgreSQL documentation, "Making a Base Backup Using the Low Level API"): the embedded Postgres has no program
// for it.
async function copy(sql: postgres.Sql, from: string, to: string, port: string): Promise<void> {
  await mkdir(to)
  const session = await sql.reserve()
  try {
    await session`select pg_backup_start('replica', fast => true)`
    const filter = (path: string) => !path.endsWith('postmaster.pid')
    await cp(join(from, 'data'), join(to, 'data'), { recursive: true, filter })
    const [label] = await session<{ labelfile: string }[]>`select labelfile from pg_backup_stop()`
    const settings = `primary_conninfo = 'host=127.0.0.1 port=${port} user=passlink'\nmax_standby_streaming_delay = 0\n`
    await writeFile(join(to, 'data/backup_label'), label?.labelfile ?? '')
    await writeFile(join(to, 'data/postgresql.auto.conf'), settings)
    await writeFile(join(to, 'data/standby.signal'), '')
    // Where the tests run as root, Postgres runs as somebody else, and its files are theirs.
    await promisify(execFile)('chown', ['-R', `--reference=${join(from, 'data')}`, to])
  } finally {
    session.release()
  }
}
