import { createHash } from 'node:crypto'
import { chmod, mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'

/** The folders and files of a data directory; each is ours to make and to delete, nothing beside them is. */
export type DataDirectory = { root: string; postgres: string; issuerKeys: string; linkKey: string }

/**
 * `given`, or else `.passlink` in the project; for root a folder under /var/lib, because root's Postgres runs as an
 * account that may not be able to enter the project.
 */
export function locateDataDirectory(
  project: string,
  given: string | undefined,
  isRoot: boolean,
): DataDirectory {
  const root = given
    ? resolve(given)
    : isRoot
      ? join('/var/lib/passlink', shortHash(project))
      : join(project, '.passlink')
  return {
    root,
    postgres: join(root, 'postgres'),
    issuerKeys: join(root, 'issuer-keys.json'),
    linkKey: join(root, 'link-key'),
  }
}

/** Makes the directory unless it is there; one that is there keeps its mode. */
export async function makeDataDirectory({ root }: DataDirectory): Promise<void> {
  const first = await mkdir(root, { recursive: true })
  if (first === undefined) return
  // Whatever the umask says, the account of Postgres has to get through the folders made here.
  for (let made = root; made.length >= first.length; made = resolve(made, '..')) await chmod(made, 0o755)
}

/** Deletes what Passlink keeps there, and nothing else. */
export async function emptyDataDirectory({ postgres, issuerKeys, linkKey }: DataDirectory): Promise<void> {
  await rm(postgres, { recursive: true, force: true, maxRetries: 5 })
  await rm(issuerKeys, { force: true })
  await rm(linkKey, { force: true })
}

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12)
