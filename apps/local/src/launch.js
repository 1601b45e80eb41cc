import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundle, bundleForNow, sources } from '@passlink/programs'

/** What `npm start` runs: this program from a bundle too, because compiling and loading all its modules takes seconds. */
const { folder, remove } = await bundleForNow({ local: 'apps/local/src/main.ts' })
const { main } = await import(pathToFileURL(join(folder, 'local.mjs')).href)
await remove()
const { api, worker, redeem, dashboard, migrate } = sources
await main(programs => bundle({ api, worker, redeem, dashboard, migrate }, programs))
