import { migrateQueue } from '@passlink/queue'
import { createLogger, readSettings, SettingsError, setting } from '@passlink/runtime'
import { migrate } from '@passlink/store'
import { z } from 'zod'

const log = createLogger('migrate', 'info')
try {
  const { DATABASE_URL } = readSettings(z.object({ DATABASE_URL: setting.databaseUrl }), process.env)
  await migrate(DATABASE_URL, { onBlocked: text => log.warn(text) })
  await migrateQueue(DATABASE_URL)
  log.info('the tables are up to date')
} catch (error) {
  if (error instanceof SettingsError) console.error(error.message)
  else log.fatal({ err: error }, 'not migrated')
  process.exitCode = 1
}
