import { randomBytes } from 'node:crypto'
import type { Config } from './config.ts'
import { emptyDataDirectory, locateDataDirectory, makeDataDirectory } from './data-directory.ts'
import { readOrCreate } from './kept-file.ts'
import { loopback } from './loopback.ts'
import { people } from './people.ts'
import { refuseBusyPorts } from './ports.ts'
import { openPostgres } from './postgres/open-postgres.ts'
import { stopOrphan } from './postgres/stop-orphan.ts'
import { prepareDatabase } from './prepare-database.ts'
import { claimDirectory } from './processes/claim-directory.ts'
import type { Stops } from './processes/stops.ts'
import { startApps } from './start-apps.ts'

type Given = {
  project: string
  config: Config
  fresh: boolean
  print: (line: string) => void
  stops: Stops
  signal: AbortSignal
}

/**
 * Starts everything; each thing that runs is in `stops` before this goes on. Resolves when all is ready, with a promise
 * of what ends unasked. Rejects soon after `signal` aborts.
 */
export async function start({
  project,
  config,
  fresh,
  print,
  stops,
  signal,
}: Given): Promise<{ died: Promise<string> }> {
  const directory = locateDataDirectory(project, config.DATA_DIR, process.getuid?.() === 0)
  await makeDataDirectory(directory)
  stops.add(await claimDirectory(directory.root))
  await stopOrphan(directory.postgres)
  await refuseBusyPorts(config)
  if (fresh) await emptyDataDirectory(directory)
  signal.throwIfAborted()

  async function database() {
    const postgres = await openPostgres({ directory: directory.postgres, port: config.POSTGRES_PORT })
    stops.add(postgres.stop)
    signal.throwIfAborted()
    await prepareDatabase({ project, config, databaseUrl: postgres.url, stops, signal })
    return postgres
  }
  // Imported only here: loading these takes about as long as making a database, and happens meanwhile.
  async function issuer() {
    const { startIssuer } = await import('./issuer/start-issuer.ts')
    stops.add((await startIssuer({ port: config.ISSUER_PORT, people, keysFile: directory.issuerKeys })).stop)
  }
  async function inbox() {
    const { startInbox } = await import('./inbox/start-inbox.ts')
    const ports = { webPort: config.INBOX_PORT, smtpPort: config.SMTP_PORT }
    stops.add((await startInbox({ host: loopback, ...ports })).stop)
  }
  const linkKey = await readOrCreate(directory.linkKey, () => randomBytes(32).toString('base64'))
  // Nothing may still be starting when this rejects: it would be stopped too early, or never.
  const [opened, ...others] = await Promise.allSettled([database(), issuer(), inbox()])
  const failed = others.find(outcome => outcome.status === 'rejected')
  if (failed) throw failed.reason
  if (opened.status === 'rejected') throw opened.reason
  const postgres = opened.value
  const apps = await startApps({ project, config, databaseUrl: postgres.url, linkKey, print, stops, signal })
  return {
    died: Promise.race([
      postgres.exited.then(() => 'Postgres exited'),
      ...apps.map(app => app.exited.then(how => `${app.name} ${how}`)),
    ]),
  }
}
