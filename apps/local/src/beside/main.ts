import { fileURLToPath } from 'node:url'
import { locateDataDirectory } from '../data-directory.ts'
import { readRunning } from './running-file.ts'

// Node loads this before a command of apps/cli: without a database of its own, the command gets that of `npm start`.
const env = process.env
if (!env.DATABASE_URL && !env.DATABASE_URL_FILE) {
  const project = fileURLToPath(new URL('../../../..', import.meta.url))
  const settings = await readRunning(
    locateDataDirectory(project, env.DATA_DIR, process.getuid?.() === 0).running,
  )
  if (settings) {
    console.error(`with the settings of the running npm start: ${settings.DATABASE_URL}`)
    for (const [name, value] of Object.entries(settings))
      if (!env[name] && !env[`${name}_FILE`]) env[name] = value
  }
}
