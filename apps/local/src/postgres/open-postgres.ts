import { execFile } from 'node:child_process'
import { chmod, mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../ports.ts'
import { claimDirectory } from '../processes/claim-directory.ts'
import { type Installation, locatePostgres } from './installation.ts'
import { makeCluster } from './make-cluster.ts'
import { startServer } from './start-server.ts'

/** `exited` resolves with the reason when Postgres exits, stopped or not. */
export type Postgres = { url: string; exited: Promise<string>; stop: () => Promise<void> }

type Options = { directory: string; port: number; durable?: boolean; connectionsMax?: number }

/**
 * Starts a Postgres on 127.0.0.1 (port 0 picks a free port) with a database `passlink` and its data in `directory`.
 * Recovers from a killed run. Rejects if the directory has another owner or the port is in use. Postgres stops when
 * this process exits for any reason. `durable: false` trades safety in a power failure for speed. `connectionsMax` is the
 * server's `max_connections`.
 */
export async function openPostgres(options: Options): Promise<Postgres> {
  const directory = resolve(options.directory)
  await mkdir(directory, { recursive: true })
  const release = await claimDirectory(directory)
  try {
    const port = await freePort(options.port)
    if (port === undefined)
      throw new Error(`port ${options.port} for Postgres is in use (or may not be used)`)
    const installation = await locatePostgres()
    if (installation.account.uid !== undefined) await allowAccess(installation.account, directory)
    await makeCluster(installation, directory)
    const { durable = true, connectionsMax = 100 } = options
    const server = await startServer(installation, { directory, port, durable, connectionsMax })
    const stop = () => server.stop().then(release)
    return { ...server, stop }
  } catch (error) {
    await release()
    throw error
  }
}

async function allowAccess(account: Installation['account'], directory: string): Promise<void> {
  await chmod(directory, 0o755)
  await promisify(execFile)('/bin/sh', ['-c', 'cd "$0"', directory], { cwd: '/', ...account }).catch(() => {
    throw new Error(
      `only root can enter ${directory}, and Postgres does not run as root: set DATA_DIR to a directory that every account can enter`,
    )
  })
}
