import postgres from 'postgres'
import type { TestDatabase } from '../servers/database.ts'

/** A transaction that has run a statement and holds its locks and its snapshot until `end`. */
export async function openTransaction({ url }: Pick<TestDatabase, 'url'>, statement: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  await sql.unsafe('begin isolation level repeatable read')
  await sql.unsafe(statement)
  return { end: () => sql.end({ timeout: 0 }) }
}
