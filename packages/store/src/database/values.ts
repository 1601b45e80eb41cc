import { type SQL, sql } from 'drizzle-orm'

/** A moment by the database's clock, in milliseconds since 1970 with a fraction down to the microsecond. */
export type Instant = number

/** A value that is given when the statement is run. */
export const given = (name: string) => sql.placeholder(name)

/** A moment of the database's, as an {@link Instant}. */
export const toInstant = (moment: SQL): SQL => sql`(1000 * extract(epoch from ${moment}))::float8`

/** The moment at which this is evaluated, not the one at which the transaction began. */
export const clock = toInstant(sql`clock_timestamp()`)

/** A length of time in milliseconds, as the database has it. */
export const milliseconds = (ms: unknown): SQL => sql`(${ms} * interval '1 millisecond')`

/** The ids that are given as the text array `name`. */
export const ids = (name: string, type = 'uuid'): SQL =>
  sql`(select unnest(${given(name)}::text[])::${sql.raw(type)})`

type Types = Record<string, string>

/**
 * Rows that are given when a statement is run, as the table `given` with these columns and a column `n` of each row's place, from 1:
 * one array parameter a column, whatever the number of rows. An `instant` is read as an {@link Instant}.
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

/** The values of {@link givenRows} of these types: one array a column, from an object a row whose properties have the columns' names in camel case. */
export function columnsOf(rows: readonly object[], types: Types): Record<string, unknown[]> {
  const column = (name: string) => {
    const property = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
    // The driver takes an array's type from its first value, and gets all but text wrong.
    return rows.map(row => textOf((row as Record<string, unknown>)[property]))
  }
  return Object.fromEntries(Object.keys(types).map(name => [name, column(name)]))
}

const textOf = (value: unknown) => (value === null || value === undefined ? null : String(value))
