import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as migrateByDrizzle } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { alice } from '../people.ts'
import { createDatabase, type TestDatabase } from '../servers/database.ts'

export const migrationsFolder = fileURLToPath(new URL('../../packages/store/migrations', import.meta.url))

type Journal = { entries: { tag: string; when: number }[] }

const journalIn = async (folder: string): Promise<Journal> =>
  JSON.parse(await readFile(join(folder, 'meta/_journal.json'), 'utf8'))

export async function readTags(): Promise<string[]> {
  return (await journalIn(migrationsFolder)).entries.map(({ tag }) => tag)
}

/** Runs `work` with a folder of the migrations up to `tag`, followed by those of `more`. */
export async function withMigrations<Value>(
  tag: string,
  more: Record<string, string>,
  work: (folder: string) => Promise<Value>,
): Promise<Value> {
  const folder = await mkdtemp(join(tmpdir(), 'passlink-migrations-'))
  try {
    await cp(migrationsFolder, folder, { recursive: true })
    const { entries, ...journal } = await journalIn(folder)
    const selected = entries.slice(0, entries.findIndex(entry => entry.tag === tag) + 1)
    const last = selected.at(-1)
    if (!last) throw new Error(`there is no migration ${tag}`)
    for (const [n, [tag, sql]] of Object.entries(more).entries()) {
      await writeFile(join(folder, `${tag}.sql`), sql)
      selected.push({ ...last, tag, when: last.when + n + 1 })
    }
    await writeFile(join(folder, 'meta/_journal.json'), JSON.stringify({ ...journal, entries: selected }))
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Applies the migrations of a folder as the first versions did: in one transaction, after waiting for an advisory lock. */
export async function migrateAsBefore(url: string, folder: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await client`select pg_advisory_lock(7266051442)`
    await migrateByDrizzle(drizzle(client), { migrationsFolder: folder })
  } finally {
    await client.end()
  }
}

export async function empty({ sql }: Pick<TestDatabase, 'sql'>): Promise<void> {
  await sql`drop schema public cascade`
  await sql`drop schema drizzle cascade`
  await sql`create schema public`
}

/** The last migration of the version that applied all of its migrations in one transaction. */
export const tagBefore = '0003_open_by_kind'

/** Resets a database to the tables of the previous version, in which alice can request links. */
export async function rewind(database: TestDatabase): Promise<void> {
  await empty(database)
  await withMigrations(tagBefore, {}, folder => migrateAsBefore(database.url, folder))
  await database.sql`insert into organizations (id, name) values ('acme', 'Acme')`
  await insertUserOfBefore(database, 'alice')
}

/** Inserts somebody like alice with the statement of the version before. */
export const insertUserOfBefore = ({ sql }: Pick<TestDatabase, 'sql'>, id: string) => sql`
  insert into users (id, organization_id, email, email_verified, display_name, language)
  values (${id}, ${alice.organizationId}, ${alice.email}, true, ${alice.displayName}, ${alice.language})`

/** A database for one test with the tables of the previous version. */
export async function createDatabaseBefore(): Promise<TestDatabase> {
  const database = await createDatabase()
  await rewind(database)
  return database
}
