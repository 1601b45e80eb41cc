import type { SQL } from 'drizzle-orm'
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import { DatabaseError } from './errors.ts'

export type Db = PostgresJsDatabase

const answerMs = 20_000

/**
 * Runs one statement. Rejects with {@link DatabaseError}, which carries no parameters; also when there is no answer long after
 * the database itself would have given up, in which case nobody knows whether the statement was run.
 */
export async function run<Row extends Record<string, unknown>>(db: Db, statement: SQL): Promise<Row[]> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_, reject) => {
    const error = new DatabaseError('the database does not answer', 'ETIMEDOUT')
    timer = setTimeout(() => reject(error), answerMs)
  })
  const answer = db.execute(statement).catch(error => {
    throw DatabaseError.from(error)
  })
  try {
    return [...(await Promise.race([answer, silence]))] as Row[]
  } finally {
    clearTimeout(timer)
  }
}
