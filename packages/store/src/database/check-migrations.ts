import { sql } from 'drizzle-orm'
import type { Db } from './open-database.ts'
import { readJournal } from './read-migrations.ts'
import { statement } from './statement.ts'

const journal = readJournal()

const noSuchTable = '42P01'

const readLatest = statement<{ latest: string | null }>(sql`
  select max(created_at) as latest from drizzle.__drizzle_migrations`)

/**
 * A sentence that names the first migration that the database lacks, or undefined. Migrations that are newer than this
 * code do not matter.
 */
export async function checkMigrations(db: Db): Promise<string | undefined> {
  const [row] = await readLatest(db).catch(error => {
    if (error.code === noSuchTable) return []
    throw error
  })
  const missing = journal.find(({ when }) => when > Number(row?.latest ?? 0))
  return missing && `the database lacks migration ${missing.tag}: run npm run migrate`
}
