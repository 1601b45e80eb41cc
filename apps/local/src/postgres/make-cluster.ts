import { once } from 'node:events'
import { access, chown, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type Installation, runBinary } from './run-binary.ts'

/** Makes the data directory unless it is there. It appears whole or not at all, also when this is killed midway. */
export async function makeCluster(installation: Installation, dataDirectory: string): Promise<void> {
  const parent = join(dataDirectory, '..')
  const drafts = (await readdir(parent)).filter(name => name.startsWith(`${basename(dataDirectory)}.draft-`))
  for (const draft of drafts) await rm(join(parent, draft), { recursive: true, force: true, maxRetries: 10 })
  if (
    await access(dataDirectory).then(
      () => true,
      () => false,
    )
  )
    return
  const draft = `${dataDirectory}.draft-${process.pid}-${Date.now()}`
  await mkdir(draft, { mode: 0o700 })
  const { account } = installation
  if ('uid' in account) await chown(draft, account.uid, account.gid)
  await initialize(installation, draft, parent)
  await rename(draft, dataDirectory)
}

async function initialize(installation: Installation, directory: string, cwd: string): Promise<void> {
  const args = [
    `--pgdata=${directory}`,
    '--username=passlink',
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-sync',
  ]
  const initdb = runBinary(installation, 'initdb', args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] })
  const output = initdb.stderr ? text(initdb.stderr) : Promise.resolve('')
  const [code] = await once(initdb, 'close')
  if (code !== 0) throw new Error(`initdb failed (exit ${code}):\n${await output}`)
}
