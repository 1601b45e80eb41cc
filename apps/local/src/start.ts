import { randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { appSettings, migrate, type RunContext, startApps } from './apps.ts'
import type { Config } from './config.ts'
import { emptyDataDirectory, locateDataDirectory, readOrCreate } from './data-directory.ts'
import { loopback } from './loopback.ts'
import { people } from './people.ts'
import { refuseBusyPorts } from './ports.ts'
import { openPostgres } from './postgres/open-postgres.ts'
import { claimDirectory } from './processes/claim-directory.ts'

/**
 * Starts everything and resolves when all is ready. `exited` resolves with the reason when an app or Postgres exits.
 */
export async function start(
  config: Config,
  fresh: boolean,
  context: RunContext,
): Promise<{ exited: Promise<string> }> {
  const directory = locateDataDirectory(context.project, config.DATA_DIR, process.getuid?.() === 0)
  await mkdir(directory.root, { recursive: true })
  await context.lifecycle.start(async () => ({ stop: await claimDirectory(directory.root) }))
  await refuseBusyPorts(config)
  if (fresh) await emptyDataDirectory(directory)
  const linkKey = await readOrCreate(directory.linkKey, () => randomBytes(32).toString('base64'))

  const { bundlePrograms, ...others } = context
  const programs = { ...others, programs: directory.programs }

  async function makeBundles() {
    await bundlePrograms(directory.programs)
    return { stop: () => rm(directory.programs, { recursive: true, force: true }) }
  }
  async function openDatabase() {
    const [postgres] = await Promise.all([
      context.lifecycle.start(() =>
        openPostgres({ directory: directory.postgres, port: config.POSTGRES_PORT }),
      ),
      context.lifecycle.start(makeBundles),
    ])
    await migrate(postgres.url, programs)
    return postgres
  }
  // Loading these modules takes about as long as creating the database, so it happens at the same time.
  async function startLogin() {
    const { startIssuer } = await import('./issuer/start-issuer.ts')
    await startIssuer({ port: config.ISSUER_PORT, people, keysFile: directory.issuerKeys })
  }
  async function startMail() {
    const { startInbox } = await import('./inbox/start-inbox.ts')
    await startInbox({ host: loopback, webPort: config.INBOX_PORT, smtpPort: config.SMTP_PORT })
  }
  async function addPeople(databaseUrl: string) {
    const { seed } = await import('./seed.ts')
    await seed(databaseUrl, people)
  }
  const [postgres] = await Promise.all([openDatabase(), startLogin(), startMail()])
  const [apps] = await Promise.all([
    startApps(appSettings(config, postgres.url, linkKey), programs),
    addPeople(postgres.url),
  ])
  return { exited: Promise.race([apps.exited, postgres.exited.then(reason => `Postgres ${reason}`)]) }
}
