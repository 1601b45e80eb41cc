import { parseArgs } from 'node:util'
import { migrateQueue } from '@passlink/queue'
import { createLogger, readSettings, SettingsError, setting } from '@passlink/runtime'
import { migrate } from '@passlink/store'
import { z } from 'zod'

const settings = z
  .object({ DATABASE_URL: setting.databaseUrl, DIRECT_DATABASE_URL: setting.directDatabaseUrl })
  .refine(
    ({ DATABASE_URL, DIRECT_DATABASE_URL }) => DIRECT_DATABASE_URL || !DATABASE_URL.isPooled,
    'DIRECT_DATABASE_URL is needed, because DATABASE_URL is that of a pooler, and a migration needs a session',
  )

const log = createLogger('migrate', 'info')
try {
  const { values } = parseArgs({
    options: {
      partition: { type: 'boolean', default: false },
      stopped: { type: 'boolean', default: false },
    },
  })
  const { DATABASE_URL, DIRECT_DATABASE_URL = DATABASE_URL } = readSettings(settings, process.env)
  await migrate(DIRECT_DATABASE_URL, { ...values, onBlocked: text => log.warn(text) })
  await migrateQueue(DIRECT_DATABASE_URL)
  log.info(values.partition ? 'the tables are up to date and partitioned' : 'the tables are up to date')
} catch (error) {
  if (error instanceof SettingsError || isUsage(error)) console.error(error.message)
  else log.fatal({ err: error }, 'not migrated')
  process.exitCode = 1
}

// What parseArgs throws for an option that it does not know.
function isUsage(error: unknown): error is Error {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}
