import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { appSettings, migrate, type Place, startApps } from './apps.ts'
import type { Config } from './config.ts'
import { emptyDataDirectory, locateDataDirectory, readOrCreate } from './data-directory.ts'
import { loopback } from './loopback.ts'
import { people } from './people.ts'
import { refuseBusyPorts } from './ports.ts'
import { openPostgres } from './postgres/open-postgres.ts'
import { claimDirectory } from './processes/claim-directory.ts'

/** Starts everything. Resolves when all is ready, with a promise of what ends unasked and how. */
export async function start(
  config: Config,
  fresh: boolean,
  place: Place,
): Promise<{ died: Promise<string> }> {
  const directory = locateDataDirectory(place.project, config.DATA_DIR, process.getuid?.() === 0)
  await mkdir(directory.root, { recursive: true })
  await place.stops.start(async () => ({ stop: await claimDirectory(directory.root) }))
  await refuseBusyPorts(config)
  if (fresh) await emptyDataDirectory(directory)
  const linkKey = await readOrCreate(directory.linkKey, () => randomBytes(32).toString('base64'))

  async function openDatabase() {
    const { stops } = place
    const postgres = await stops.start(() =>
      openPostgres({ directory: directory.postgres, port: config.POSTGRES_PORT }),
    )
    const [{ seed }] = await Promise.all([import('./seed.ts'), migrate(postgres.url, place)])
    await seed(postgres.url, people)
    return postgres
  }
  // Loading these takes about as long as making a database, and happens meanwhile.
  async function startLogin() {
    const { startIssuer } = await import('./issuer/start-issuer.ts')
    await startIssuer({ port: config.ISSUER_PORT, people, keysFile: directory.issuerKeys })
  }
  async function startMail() {
    const { startInbox } = await import('./inbox/start-inbox.ts')
    await startInbox({ host: loopback, webPort: config.INBOX_PORT, smtpPort: config.SMTP_PORT })
  }
  const [postgres] = await Promise.all([openDatabase(), startLogin(), startMail()])
  const apps = await startApps(appSettings(config, postgres.url, linkKey), place)
  return { died: Promise.race([apps.died, postgres.exited.then(how => `Postgres ${how}`)]) }
}
