import { sql } from 'drizzle-orm'
import type { Db } from './open-database.ts'
import { readJournal } from './read-migrations.ts'
import { run } from './statement.ts'

const journal = readJournal()

const noSuchTable = '42P01'

/** A sentence naming the first migration that the database lacks, or nothing; one that is ahead of this code lacks none. */
export async function checkMigrations(db: Db): Promise<string | undefined> {
  const [row] = await run<{ latest: string | null }>(
    db,
    sql`select max(created_at) as latest from drizzle.__drizzle_migrations`,
  ).catch(error => {
    if (error.code === noSuchTable) return []
    throw error
  })
  const missing = journal.find(({ when }) => when > Number(row?.latest ?? 0))
  return missing && `the database lacks migration ${missing.tag}: run npm run migrate`
}
