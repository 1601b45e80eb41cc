import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundle, sources } from '@passlink/programs'

/** What `npm start` runs: this program from a bundle too, because compiling and loading all its modules takes seconds. */
const packages = fileURLToPath(new URL('../../../node_modules', import.meta.url))
const folder = join(packages, `.passlink-local-${process.pid}`)
const remove = () => rmSync(folder, { recursive: true, force: true })

// Until the program listens for signals itself, a signal must not leave the bundle behind.
const leave = () => process.exit(1)
process.once('exit', remove).on('SIGINT', leave).on('SIGTERM', leave)
console.log('   0.0 s  waiting for npm start itself')
await bundle({ local: 'apps/local/src/main.ts' }, folder)
const { main } = await import(pathToFileURL(join(folder, 'local.mjs')).href)
remove()
process.off('SIGINT', leave).off('SIGTERM', leave)

const { api, worker, redeem, bounces, dashboard, migrate } = sources
await main(programs => bundle({ api, worker, redeem, bounces, dashboard, migrate }, programs))
