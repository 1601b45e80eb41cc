import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { claimDirectory } from './claim-directory.ts'

async function temporaryDirectory() {
  const directory = await mkdtemp(join(tmpdir(), 'passlink-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  return directory
}

test('a directory has one owner until it is released', async () => {
  const directory = await temporaryDirectory()
  const release = await claimDirectory(directory)
  await expect(claimDirectory(directory)).rejects.toThrow(`${directory} is in use by another Passlink`)
  await release()
  await release()
  expect(await readdir(directory)).toEqual([])
  await (await claimDirectory(directory))()
})

test('a killed owner loses the directory, even if its lock is dated ahead', async () => {
  const directory = await temporaryDirectory()
  const script = `
    import { claimDirectory } from ${JSON.stringify(new URL('claim-directory.ts', import.meta.url).href)}
    await claimDirectory(${JSON.stringify(directory)})
    process.kill(process.pid, 'SIGKILL')`
  const args = ['--import', 'tsx', '--input-type=module', '-e', script]
  await promisify(execFile)(process.execPath, args).catch(({ signal }) => expect(signal).toBe('SIGKILL'))
  expect(await readdir(directory)).toEqual(['lock'])
  const furthestAhead = Date.now() / 1_000 + 1.005
  await utimes(join(directory, 'lock'), furthestAhead, furthestAhead)
  await (await claimDirectory(directory))()
})
