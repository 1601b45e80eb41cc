import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

export type DataDirectory = ReturnType<typeof locateDataDirectory>

/**
 * Where everything is stored: in `given`, or else in `.passlink` in the project; for root in a folder under /var/lib, because
 * root's Postgres runs as an account that may not be able to enter the project.
 */
export function locateDataDirectory(project: string, given: string | undefined, isRoot: boolean) {
  const own = isRoot ? join('/var/lib/passlink', shortHash(project)) : join(project, '.passlink')
  const root = given ? resolve(given) : own
  return {
    root,
    postgres: join(root, 'postgres'),
    issuerKeys: join(root, 'issuer-keys.json'),
    linkKey: join(root, 'link-key'),
  }
}

/** Deletes what Passlink stores there, and nothing else. */
export async function emptyDataDirectory({ postgres, issuerKeys, linkKey }: DataDirectory): Promise<void> {
  for (const path of [postgres, issuerKeys, linkKey])
    await rm(path, { recursive: true, force: true, maxRetries: 5 })
}

/** The text of the file; when there is none, what `create` returns, written whole and readable by its owner only. */
export async function readOrCreate(path: string, create: () => string): Promise<string> {
  if (!existsSync(path)) {
    const draft = `${path}.${process.pid}`
    await writeFile(draft, create(), { mode: 0o600 })
    await rename(draft, path)
  }
  return readFile(path, 'utf8')
}

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12)
