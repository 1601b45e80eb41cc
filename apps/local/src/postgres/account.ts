import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'

export type Account = { uid: number; gid: number } | Record<string, never>

const nobody = { uid: 65534, gid: 65534 }

/** Who runs Postgres: this user, or for root, as which Postgres refuses to run, the account without rights. */
export function postgresAccount(): Account {
  return process.getuid?.() === 0 ? nobody : {}
}

/** Rejects when a folder above `directory` keeps the account without rights out. */
export async function refuseClosedPath(directory: string): Promise<void> {
  for (let path = dirname(directory); ; path = dirname(path)) {
    const { mode } = await stat(path)
    if ((mode & 0o001) === 0) {
      throw new Error(
        `${path} can be entered by root only, and Postgres does not run as root: set DATA_DIR to a directory that every account can enter`,
      )
    }
    if (path === dirname(path)) return
  }
}
