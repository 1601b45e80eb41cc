import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

export type DataDirectory = ReturnType<typeof locateDataDirectory>

/**
 * The paths of all stored data, and of the programs' bundles. The data are in `given` or, if that is undefined, in
 * `.passlink` in the project. For root the default is a folder under /var/lib, because Postgres then runs as another
 * account, which may have no access to the project.
 */
export function locateDataDirectory(project: string, given: string | undefined, isRoot: boolean) {
  const own = isRoot ? join('/var/lib/passlink', shortHash(project)) : join(project, '.passlink')
  const root = given ? resolve(given) : own
  return {
    root,
    postgres: join(root, 'postgres'),
    issuerKeys: join(root, 'issuer-keys.json'),
    linkKey: join(root, 'link-key'),
    // Exists while this runs.
    running: join(root, 'running.json'),
    // Beside the packages that the programs look for. The owner of the data is the only one to use it.
    programs: join(project, 'node_modules', `.passlink-programs-${shortHash(root)}`),
  }
}

/** Deletes the files of Passlink in the directory, and no other file. */
export async function emptyDataDirectory({ postgres, issuerKeys, linkKey }: DataDirectory): Promise<void> {
  for (const path of [postgres, issuerKeys, linkKey])
    await rm(path, { recursive: true, force: true, maxRetries: 5 })
}

/** Reads a file. If it is missing, creates it atomically with the result of `create`, readable by its owner only. */
export async function readOrCreate(path: string, create: () => string): Promise<string> {
  if (!existsSync(path)) {
    const draft = `${path}.${process.pid}`
    await writeFile(draft, create(), { mode: 0o600 })
    await rename(draft, path)
  }
  return readFile(path, 'utf8')
}

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12)
