import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliDecompressSync } from 'node:zlib'

/** The programs of a release that are kept, as paths in a checkout of it. */
export const programs = {
  api: 'apps/api/dist/api.mjs',
  worker: 'apps/worker/dist/worker.mjs',
  redeem: 'apps/redeem/dist/redeem.mjs',
  migrate: 'apps/cli/dist/migrate.mjs',
} as const

export const archiveOf = (name: string) => fileURLToPath(new URL(`${name}.tar.br`, import.meta.url))

const nodeModules = fileURLToPath(new URL('../../node_modules', import.meta.url))

/** The programs of a release in a new folder, as paths; `remove` deletes it. */
export type Release = Record<keyof typeof programs, string> & { remove: () => Promise<void> }

export async function unpackRelease(name: string): Promise<Release> {
  // From there the packages are found that are not bundled.
  const folder = await mkdtemp(join(nodeModules, '.passlink-release-'))
  const archive = join(folder, 'release.tar')
  await writeFile(archive, brotliDecompressSync(await readFile(archiveOf(name))))
  await promisify(execFile)('tar', ['--extract', '--directory', folder, '--file', archive])
  const paths = Object.entries(programs).map(([name, path]) => [name, join(folder, path)])
  return { ...Object.fromEntries(paths), remove: () => rm(folder, { recursive: true, force: true }) }
}
