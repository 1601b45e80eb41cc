import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'
import { eventually } from '../eventually.ts'
import { freePort } from './free-port.ts'

export const postgresHint =
  'Provide one with: sudo apt-get install -y --no-install-recommends postgresql (a server that it starts is not used)'

const programs = ['initdb', 'postgres', 'pg_dump', 'pg_dumpall', 'pg_restore', 'psql']

/** The folder with the programs of the newest Postgres that is installed, as Debian installs it. */
export function postgresFolder(): string | undefined {
  const versions = '/usr/lib/postgresql'
  if (!existsSync(versions)) return undefined
  return readdirSync(versions)
    .sort((a, b) => Number(b) - Number(a))
    .map(version => join(versions, version, 'bin'))
    .find(folder => programs.every(program => existsSync(join(folder, program))))
}

/** A Postgres of its own, with the superuser `postgres`, that is as good as lost once it has been stopped. */
export type InstalledPostgres = { url: string; port: number; stop: () => Promise<void> }

// It refuses to run as root.
const account = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
const env = { LC_ALL: 'C', PATH: process.env.PATH }

const settings = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=200',
  'fsync=off',
]

export async function startInstalledPostgres(): Promise<InstalledPostgres> {
  const bin = postgresFolder()
  if (!bin) throw new Error(`no Postgres. ${postgresHint}`)
  const folder = await mkdtemp(join(tmpdir(), 'passlink-backup-'))
  await chmod(folder, 0o755)
  if (account.uid !== undefined) await chown(folder, account.uid, account.gid)
  const data = join(folder, 'data')
  const how = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync']
  await run('initdb', [`--pgdata=${data}`, ...how], { cwd: folder, ...account })
  const port = await freePort()
  const args = ['-D', data, '-p', `${port}`, ...settings.flatMap(setting => ['-c', setting])]
  const server = spawn(join(bin, 'postgres'), args, { cwd: folder, env, stdio: 'ignore', ...account })
  const exited = once(server, 'exit')
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  await eventually(() => execute(url, 'select 1'), 20_000)
  return {
    url,
    port,
    async stop() {
      server.kill('SIGQUIT')
      await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Runs statements, each by itself. */
export async function execute(url: string, ...statements: string[]): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => {} })
  try {
    for (const statement of statements) await sql.unsafe(statement)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** Runs a program of the installed Postgres. Rejects with what it printed if it fails. Resolves to its output. */
export async function run(program: string, args: string[], options: object = {}): Promise<string> {
  const { stdout } = await promisify(execFile)(join(postgresFolder() ?? '', program), args, {
    env,
    ...options,
  })
  return stdout
}
