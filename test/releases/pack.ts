import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompressSync, constants } from 'node:zlib'
import { transform } from 'esbuild'
import { archiveOf, programs } from './release.ts'

/**
 * `npm run release-fixture --workspace test -- <checkout> <name>`: packs the programs of a release, from a checkout in which they
 * have been built, for the tests of an upgrade.
 */
const [checkout, name] = process.argv.slice(2)
if (!checkout || !name) throw new Error('name the folder of a built checkout, and the release')

const folder = await mkdtemp(join(tmpdir(), 'passlink-release-'))
try {
  for (const path of Object.values(programs)) {
    const program = await readFile(join(checkout, path), 'utf8')
    // Names stay, for what a program reports by them.
    const { code } = await transform(program, {
      minifyWhitespace: true,
      minifySyntax: true,
      target: 'node20',
    })
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), code)
  }
  // What the programs read from beside them.
  const isRead = (path: string) => !/\.tsx?$|_snapshot\.json$|\.eml$/.test(path)
  for (const path of ['apps/api/src', 'apps/redeem/src', 'apps/worker/src', 'packages/store/migrations'])
    await cp(join(checkout, path), join(folder, path), { recursive: true, filter: isRead })
  const tar = await promisify(execFile)('tar', ['--create', '--directory', folder, '.'], {
    encoding: 'buffer',
    maxBuffer: 2 ** 30,
  })
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: tar.stdout.length,
  }
  const packed = brotliCompressSync(tar.stdout, { params })
  await writeFile(archiveOf(name), packed)
  console.log(`${resolve(archiveOf(name))}: ${(packed.length / 1024).toFixed(0)} KiB`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
