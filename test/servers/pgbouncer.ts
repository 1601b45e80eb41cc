import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { eventually } from '../eventually.ts'
import { freePort } from './free-port.ts'

export const pgbouncerHint = 'Provide one with: sudo apt-get install -y pgbouncer'

/** The path of `pgbouncer`, if it is installed. */
export function pgbouncerBinary(): string | undefined {
  return [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
    .map(folder => join(folder, 'pgbouncer'))
    .find(existsSync)
}

/** A pooler with two sessions to each database of the server at `url`; `at` is the URL of a database through it. */
export async function startPgbouncer(url: string, mode: 'session' | 'transaction', poolSize = 2) {
  const binary = pgbouncerBinary()
  if (!binary) throw new Error(`no pgbouncer. ${pgbouncerHint}`)
  const { hostname, port, username } = new URL(url)
  const listenPort = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'passlink-pgbouncer-'))
  await chmod(folder, 0o755)
  const file = join(folder, 'pgbouncer.ini')
  await writeFile(
    file,
    `[databases]
* = host=${hostname} port=${port} user=${username}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listenPort}
auth_type = any
pool_mode = ${mode}
default_pool_size = ${poolSize}
max_client_conn = 200
unix_socket_dir =
`,
  )
  // It refuses to run as root.
  const account = process.getuid?.() === 0 ? ['-u', 'postgres'] : []
  const child = spawn(binary, ['-q', ...account, file], { stdio: 'ignore' })
  await eventually(async () => {
    const socket = connect(listenPort, '127.0.0.1')
    await once(socket, 'connect').finally(() => socket.destroy())
  })
  return {
    at: (database: string) =>
      Object.assign(new URL(database), { host: `127.0.0.1:${listenPort}`, search: '?pgbouncer=true' }).href,
    async stop() {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
