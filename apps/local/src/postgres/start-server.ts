import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { loopback } from '../loopback.ts'
import { dataOf } from './data-of.ts'
import { type Installation, runBinary } from './run-binary.ts'
import { stopServer } from './stop-server.ts'
import { whenAccepting } from './when-accepting.ts'

export type PostgresServer = { url: string; exited: Promise<void>; stop: () => Promise<void> }

type Options = { installation: Installation; directory: string; port: number; durable: boolean }

const startMs = 30_000
const unsafe = ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off']

/** Runs `postgres` on the directory and waits until it accepts connections. Rejects with the end of its log. */
export async function startServer(options: Options): Promise<PostgresServer> {
  const deadline = Date.now() + startMs
  for (;;) {
    try {
      return await tryStart(options, deadline)
    } catch (error) {
      // Helpers of a postmaster that was killed this instant end by themselves.
      const passing = /pre-existing shared memory block|is another postmaster/.test((error as Error).message)
      if (!passing || Date.now() > deadline) throw error
      await delay(100)
    }
  }
}

async function tryStart(
  { installation, directory, port, durable }: Options,
  deadline: number,
): Promise<PostgresServer> {
  const log = join(directory, 'postgres.log')
  const args = [
    '-D',
    dataOf(directory),
    '-p',
    String(port),
    '-c',
    `listen_addresses=${loopback}`,
    '-c',
    'unix_socket_directories=',
  ]
  const output = await open(log, 'w')
  // In a process group of its own, so that Ctrl-C does not take the database away from the apps that still finish.
  const detached = process.platform !== 'win32'
  const stdio = ['ignore', output.fd, output.fd] as ['ignore', number, number]
  const server = runBinary(installation, 'postgres', durable ? args : [...args, ...unsafe], {
    cwd: directory,
    stdio,
    detached,
  })
  const exited = once(server, 'exit').then(() => undefined)
  // Whoever waits for the exit sees the error; nobody has to.
  exited.catch(() => {})
  await output.close()
  const stop = () => stopServer(server, exited, installation, directory)
  try {
    const url = await whenAccepting(port, exited, deadline)
    return { url, exited, stop }
  } catch (error) {
    await stop()
    const lines = (await readFile(log, 'utf8')).trimEnd().split('\n').slice(-20)
    throw new Error(`Postgres did not start: ${(error as Error).message}\n${lines.join('\n')}`, {
      cause: error,
    })
  }
}
