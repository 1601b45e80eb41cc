import { type SQL, sql } from 'drizzle-orm'

/** A moment by the database's clock, in milliseconds since 1970 with microseconds as the fraction. */
export type Instant = number

/** A placeholder, whose value is given when the statement is run. */
export const given = (name: string) => sql.placeholder(name)

/** A timestamp of the database as an {@link Instant}. */
export const toInstant = (moment: SQL): SQL => sql`(1000 * extract(epoch from ${moment}))::float8`

/** The moment at which the expression is evaluated, not the one at which the transaction began. */
export const clock = toInstant(sql`clock_timestamp()`)

/** A number of milliseconds as an interval. */
export const milliseconds = (ms: unknown): SQL => sql`(${ms} * interval '1 millisecond')`

/** The ids that are given as the text array `name`. */
export const ids = (name: string, type = 'uuid'): SQL =>
  sql`(select unnest(${given(name)}::text[])::${sql.raw(type)})`

type Types = Record<string, string>

/**
 * Rows that are given when a statement is run, as the table `given` with these columns and a column `n` with the row
 * number, from 1. Each column is one array parameter, for any number of rows. The type `instant` is for an {@link
 * Instant}.
 */
export function givenRows(types: Types): SQL {
  const names = Object.keys(types)
  const arrays = names.map(
    name =>
      sql`${given(name)}::text[]::${sql.raw(types[name] === 'instant' ? 'float8' : (types[name] ?? ''))}[]`,
  )
  const columns = names.map(name =>
    types[name] === 'instant' ? `to_timestamp(${name} / 1000) as ${name}` : name,
  )
  return sql`(
    select ${sql.raw([...columns, 'n'].join(', '))}
    from unnest(${sql.join(arrays, sql`, `)}) with ordinality as columns (${sql.raw([...names, 'n'].join(', '))})
  ) as given`
}

/**
 * The parameters for {@link givenRows} of the same types: one array for each column. The properties of the rows have
 * the columns' names in camel case.
 */
export function columnsOf(rows: readonly object[], types: Types): Record<string, unknown[]> {
  const column = (name: string) => {
    const property = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
    // The driver derives an array's type from its first value, which is only right for text.
    return rows.map(row => textOf((row as Record<string, unknown>)[property]))
  }
  return Object.fromEntries(Object.keys(types).map(name => [name, column(name)]))
}

const textOf = (value: unknown) => (value === null || value === undefined ? null : String(value))
