import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeProcess } from './describe-process.ts'

/**
 * Makes this process the owner of a directory until the returned function is called. Rejects while another live
 * owner has it; one that was killed has lost it.
 */
export async function claimDirectory(directory: string): Promise<() => Promise<void>> {
  const path = join(directory, 'owner.json')
  const owner = await readOwner(path)
  if (owner && (await describeProcess(owner.pid)) === owner.process) {
    throw new Error(
      `${directory} is in use by process ${owner.pid}: stop that one first, or set DATA_DIR to another directory`,
    )
  }
  await rm(path, { force: true })
  const self = { pid: process.pid, process: await describeProcess(process.pid) }
  // Exclusive: of two that start in the same instant, one is refused.
  await writeFile(path, JSON.stringify(self), { flag: 'wx' })
  return () => rm(path, { force: true })
}

async function readOwner(path: string): Promise<{ pid: number; process: string } | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return undefined
  }
}
