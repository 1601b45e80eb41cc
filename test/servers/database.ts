import { randomBytes } from 'node:crypto'
import { readDatabaseUrl } from '@passlink/runtime'
import { type Database, openDatabase } from '@passlink/store'
import postgres from 'postgres'
import { inject } from 'vitest'

/** A migrated, empty database for one test. `sql` is for inspecting it. */
export type TestDatabase = Database & { url: string; sql: postgres.Sql; drop: () => Promise<void> }

export async function createDatabase(): Promise<TestDatabase> {
  const name = `passlink_test_${randomBytes(6).toString('hex')}`
  const server = inject('postgresUrl')
  await admin(server, `create database ${name} template ${inject('templateDatabase')}`)
  const url = Object.assign(new URL(server), { pathname: name }).href
  const database = openDatabase(readDatabaseUrl(url))
  const sql = postgres(url, { max: 2, onnotice: () => {} })
  return {
    ...database,
    url,
    sql,
    async drop() {
      await Promise.all([database.close(), sql.end()])
      await admin(server, `drop database if exists ${name} with (force)`)
    },
  }
}

async function admin(server: string, statement: string) {
  const sql = postgres(server, { max: 1, onnotice: () => {} })
  try {
    await sql.unsafe(statement)
  } finally {
    await sql.end()
  }
}
