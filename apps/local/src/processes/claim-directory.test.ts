import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { claimDirectory } from './claim-directory.ts'
import { describeProcess } from './describe-process.ts'

async function temporaryDirectory() {
  const directory = await mkdtemp(join(tmpdir(), 'passlink-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  return directory
}

test('a directory has one owner until it is released', async () => {
  const directory = await temporaryDirectory()
  const release = await claimDirectory(directory)
  await expect(claimDirectory(directory)).rejects.toThrow(`in use by process ${process.pid}`)
  await release()
  expect(await readdir(directory)).toEqual([])
  await claimDirectory(directory)
})

test('an owner that is gone has lost it', async () => {
  const directory = await temporaryDirectory()
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  await once(child, 'spawn')
  const described = await describeProcess(child.pid ?? 0)
  await writeFile(join(directory, 'owner.json'), JSON.stringify({ pid: child.pid, process: described }))
  await expect(claimDirectory(directory)).rejects.toThrow(`in use by process ${child.pid}`)
  child.kill('SIGKILL')
  await once(child, 'exit')
  await claimDirectory(directory)
})

test('a process that merely got the id of the last owner is not its owner', async () => {
  const directory = await temporaryDirectory()
  await writeFile(join(directory, 'owner.json'), JSON.stringify({ pid: process.pid, process: 'another' }))
  await claimDirectory(directory)
})

test('a half-written owner file does not stop the next claim', async () => {
  const directory = await temporaryDirectory()
  await writeFile(join(directory, 'owner.json'), '{"pid":')
  await claimDirectory(directory)
})
