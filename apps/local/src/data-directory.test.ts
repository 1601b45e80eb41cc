import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { emptyDataDirectory, locateDataDirectory, readOrCreate } from './data-directory.ts'

test('the data directory is in the project, for root under /var/lib, and DATA_DIR overrides both', () => {
  expect(locateDataDirectory('/home/a/passlink', undefined, false).root).toBe('/home/a/passlink/.passlink')
  expect(locateDataDirectory('/root/passlink', undefined, true).root).toMatch(
    /^\/var\/lib\/passlink\/[0-9a-f]{12}$/,
  )
  expect(locateDataDirectory('/root/passlink', '/data', true).root).toBe('/data')
})

test('two projects of root do not share their data', () => {
  expect(locateDataDirectory('/root/a', undefined, true).root).not.toBe(
    locateDataDirectory('/root/b', undefined, true).root,
  )
})

test('emptying the data directory deletes only the files of Passlink', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'passlink-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const directory = locateDataDirectory('/', join(folder, 'data'), false)
  await mkdir(join(directory.postgres, 'data'), { recursive: true })
  await readOrCreate(directory.issuerKeys, () => 'keys')
  await readOrCreate(directory.linkKey, () => 'key')
  await writeFile(join(directory.root, 'precious'), '')
  await emptyDataDirectory(directory)
  expect(await readdir(directory.root)).toEqual(['precious'])
})

test('a key is created once and readable by its owner only', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'passlink-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'key')
  expect(await readOrCreate(path, () => 'first')).toBe('first')
  expect(await readOrCreate(path, () => 'second')).toBe('first')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readdir(folder)).toEqual(['key'])
})
