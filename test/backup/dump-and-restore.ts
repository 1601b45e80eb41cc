import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type InstalledPostgres, run } from '../servers/installed-postgres.ts'
import { makeDatabase } from './world.ts'

/** The commands of docs/backup.md. `remove` deletes the dumps. */
export async function openDumps() {
  const folder = await mkdtemp(join(tmpdir(), 'passlink-dumps-'))
  let dumps = 0
  return {
    /** Resolves to the file of a dump. */
    async dump(url: string): Promise<string> {
      const file = join(folder, `${dumps++}.dump`)
      await run('pg_dump', ['--format=custom', `--file=${file}`, url])
      return file
    },
    /** Restores a dump to a new database, and resolves to its URL. */
    async restore(server: InstalledPostgres, file: string): Promise<string> {
      const url = await makeDatabase(server)
      // As the superuser: the tables get the owner that the dump names.
      const target = Object.assign(new URL(url), { username: new URL(server.url).username }).href
      await run('pg_restore', ['--exit-on-error', `--dbname=${target}`, file])
      return url
    },
    /** Makes the roles of one server on another. The superuser exists there already, which psql reports and passes over. */
    async copyRoles(from: InstalledPostgres, to: InstalledPostgres): Promise<void> {
      const file = join(folder, 'roles.sql')
      await writeFile(file, await run('pg_dumpall', ['--roles-only', `--dbname=${from.url}`]))
      await run('psql', ['--quiet', '--no-psqlrc', `--file=${file}`, to.url])
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

export type Dumps = Awaited<ReturnType<typeof openDumps>>
