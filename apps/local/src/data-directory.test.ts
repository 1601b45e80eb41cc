import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { emptyDataDirectory, locateDataDirectory, makeDataDirectory } from './data-directory.ts'

test('an ordinary user has it in the project, root where another account can enter, DATA_DIR goes first', () => {
  expect(locateDataDirectory('/home/a/passlink', undefined, false).root).toBe('/home/a/passlink/.passlink')
  expect(locateDataDirectory('/root/passlink', undefined, true).root).toMatch(
    /^\/var\/lib\/passlink\/[0-9a-f]{12}$/,
  )
  expect(locateDataDirectory('/root/passlink', '/data', true).root).toBe('/data')
})

test('two checkouts of root do not share their data', () => {
  expect(locateDataDirectory('/root/a', undefined, true).root).not.toBe(
    locateDataDirectory('/root/b', undefined, true).root,
  )
})

test('emptying it leaves what Passlink did not make', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'passlink-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const directory = locateDataDirectory('/', join(folder, 'data'), false)
  await makeDataDirectory(directory)
  await mkdir(join(directory.postgres, 'data'), { recursive: true })
  await writeFile(directory.issuerKeys, '')
  await writeFile(directory.linkKey, '')
  await writeFile(join(directory.root, 'precious'), '')
  await emptyDataDirectory(directory)
  expect(await readdir(directory.root)).toEqual(['precious'])
})
