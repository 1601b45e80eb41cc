import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readRunning, tellCommands } from './running-file.ts'

async function temporaryFile() {
  const folder = await mkdtemp(join(tmpdir(), 'passlink-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return { folder, path: join(folder, 'running.json') }
}

test('the settings are there while the process tells them, readable by its account only', async () => {
  const { folder, path } = await temporaryFile()
  expect(await readRunning(path)).toBeUndefined()
  const { stop } = await tellCommands(path, { DATABASE_URL: 'postgres://x' })
  expect(await readRunning(path)).toEqual({ DATABASE_URL: 'postgres://x' })
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  await stop()
  expect(await readdir(folder)).toEqual([])
})

test('the settings of a process that was killed count no more', async () => {
  const { path } = await temporaryFile()
  const impossiblePid = 2 ** 30
  await writeFile(path, JSON.stringify({ pid: impossiblePid, settings: { DATABASE_URL: 'postgres://x' } }))
  expect(await readRunning(path)).toBeUndefined()
})
