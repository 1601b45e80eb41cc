import { fillPlaceholders, type SQLWrapper } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import type postgres from 'postgres'
import { inTime } from './in-time.ts'
import { unlessReplaced } from './watch-sessions.ts'

/** Where a statement can run: a pool of connections, or a transaction. */
export type Connection = { readonly $client: Pick<postgres.Sql, 'unsafe'> }

type Values = Record<string, unknown>

/** Runs a statement with a value for each of its placeholders. Rejects with DatabaseError, which carries no values. */
export type Statement<Row> = (on: Connection, values?: Values) => Promise<Row[]>

const dialect = new PgDialect()

/** A statement whose text is built once. Each connection prepares it once, unless the pool disables that. */
export function statement<Row extends Values>(query: SQLWrapper): Statement<Row> {
  let built: { sql: string; params: unknown[] } | undefined
  return async ({ $client }, values = {}) => {
    built ??= dialect.sqlToQuery(query.getSQL())
    const parameters = fillPlaceholders(built.params, values) as never[]
    // By default the driver sends a statement without parameters unprepared (`simple`).
    const { sql } = built
    const send = () => $client.unsafe(sql, [...parameters], { prepare: true, simple: false } as object)
    return [...(await inTime<Iterable<Values>>(unlessReplaced(send)))] as Row[]
  }
}

/** Runs a statement whose text depends on the request. Rejects like a {@link Statement}. */
export function run<Row extends Values>(on: Connection, query: SQLWrapper): Promise<Row[]> {
  return statement<Row>(query)(on)
}
