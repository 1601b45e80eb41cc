import { sql } from 'drizzle-orm'
import type { Db } from './open-database.ts'
import { readJournal } from './read-migrations.ts'
import { statement } from './statement.ts'

const journal = readJournal()

const noSuchTable = '42P01'

const readLatest = statement<{ latest: string | null }>(sql`
  select max(created_at) as latest from drizzle.__drizzle_migrations`)

/** A sentence naming the first migration that the database lacks, or undefined; a database that is ahead of this code lacks none. */
export async function checkMigrations(db: Db): Promise<string | undefined> {
  const [row] = await readLatest(db).catch(error => {
    if (error.code === noSuchTable) return []
    throw error
  })
  const missing = journal.find(({ when }) => when > Number(row?.latest ?? 0))
  return missing && `the database lacks migration ${missing.tag}: run npm run migrate`
}
