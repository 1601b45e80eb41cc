import { chmod, mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { freePort } from '../free-port.ts'
import { claimDirectory } from '../processes/claim-directory.ts'
import { postgresAccount, refuseClosedPath } from './account.ts'
import { locateBinaries } from './binaries.ts'
import { dataOf } from './data-of.ts'
import { makeCluster } from './make-cluster.ts'
import { startServer } from './start-server.ts'
import { stopOrphan } from './stop-orphan.ts'

/** `exited` settles when Postgres ends, asked to or not. */
export type Postgres = { url: string; exited: Promise<void>; stop: () => Promise<void> }

type Options = { directory: string; port: number; durable?: boolean }

/**
 * A real Postgres on 127.0.0.1 (port 0 picks a free one) with an empty or kept database `passlink`, at home in
 * `directory`. Whatever a killed run left there is cleaned up first; another live owner of it, or a busy port, is refused.
 * `durable: false` trades safety in a power cut for speed.
 */
export async function openPostgres({
  directory: given,
  port: wanted,
  durable = true,
}: Options): Promise<Postgres> {
  const directory = resolve(given)
  const account = postgresAccount()
  await mkdir(directory, { recursive: true })
  if ('uid' in account) {
    await refuseClosedPath(directory)
    await chmod(directory, 0o755)
  }
  const release = await claimDirectory(directory)
  try {
    await stopOrphan(directory)
    const port = await freePort(wanted)
    if (port === undefined) throw new Error(`port ${wanted} for Postgres is in use (or may not be used)`)
    const installation = { binaries: await locateBinaries('uid' in account), account }
    await makeCluster(installation, dataOf(directory))
    const server = await startServer({ installation, directory, port, durable })
    let stopping: Promise<void> | undefined
    const stop = () => {
      // Once: after it, the directory may have another owner.
      stopping ??= server.stop().finally(release)
      return stopping
    }
    return { ...server, stop }
  } catch (error) {
    await release()
    throw error
  }
}
