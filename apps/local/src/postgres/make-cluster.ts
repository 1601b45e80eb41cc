import { existsSync } from 'node:fs'
import { chown, mkdir, rename, rm } from 'node:fs/promises'
import { startChild, untilDone } from '../processes/child.ts'
import type { Installation } from './installation.ts'

const settings = [
  '--username=passlink',
  '--auth=trust',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--no-sync',
]

/** Creates the data directory unless it exists. It is created atomically, even if this process is killed meanwhile. */
export async function makeCluster({ bin, account }: Installation, directory: string): Promise<void> {
  if (existsSync(`${directory}/data`)) return
  const draft = `${directory}/data.draft`
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { mode: 0o700 })
  if (account.uid !== undefined && account.gid !== undefined) await chown(draft, account.uid, account.gid)
  const args = [`--pgdata=${draft}`, ...settings]
  await untilDone(
    startChild({
      name: 'initdb',
      command: `${bin}/initdb`,
      args,
      cwd: directory,
      env: { LC_ALL: 'C' },
      account,
    }),
  )
  await rename(draft, `${directory}/data`)
}
