import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readMigrationFiles } from 'drizzle-orm/migrator'

export const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url))

/**
 * Migrations are ordered by `when` (milliseconds since 1970). `when` and `hash` (SHA-256 of the file) are stored in the
 * table of applied migrations.
 */
export type Migration = {
  tag: string
  when: number
  hash: string
  statements: string[]
  inTransaction: boolean
}

type JournalEntry = { tag: string; when: number }

/** The migrations of a folder in the order in which they are applied, without their statements. */
export function readJournal(folder = migrationsFolder): JournalEntry[] {
  return JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8')).entries
}

/**
 * The migrations of a folder in the order in which they are applied. A file whose first line is `-- not in a
 * transaction` is applied outside a transaction.
 */
export function readMigrations(folder = migrationsFolder): Migration[] {
  const journal = readJournal(folder)
  return readMigrationFiles({ migrationsFolder: folder }).map(({ sql, folderMillis, hash }, n) => ({
    tag: (journal[n] as JournalEntry).tag,
    when: folderMillis,
    hash,
    statements: sql,
    inTransaction: !sql[0]?.startsWith('-- not in a transaction\n'),
  }))
}
