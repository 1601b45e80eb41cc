import { sql } from 'drizzle-orm'
import type { Db } from './open-database.ts'
import { readJournal } from './read-migrations.ts'
import { statement } from './statement.ts'

/**
 * `problem`: a sentence that names the first migration that the database lacks. Migrations that are newer than this code
 * do not matter.
 */
export type DatabaseState = { problem: string | undefined; canWrite: boolean }

const journal = readJournal()

const noSuchTable = '42P01'

const read = statement<{ latest: string | null; canWrite: boolean }>(sql`
  select max(created_at) as latest,
    not pg_is_in_recovery() and not current_setting('transaction_read_only')::boolean as "canWrite"
  from drizzle.__drizzle_migrations`)

/** Reads which migrations the database lacks, and whether the session that was asked can write. */
export async function readState(db: Db): Promise<DatabaseState> {
  const [row] = await read(db).catch(error => {
    if (error.code === noSuchTable) return []
    throw error
  })
  const missing = journal.find(({ when }) => when > Number(row?.latest ?? 0))
  const problem = missing && `the database lacks migration ${missing.tag}: run npm run migrate`
  return { problem, canWrite: row?.canWrite ?? true }
}
