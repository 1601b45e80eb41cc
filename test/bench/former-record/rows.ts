import { type SQL, sql } from 'drizzle-orm'

type Value = string | number | boolean | null

/**
 * Objects as a table that a statement can select from: one array parameter a column whatever the number of rows,
 * and a column `n` with each row's place, from 1. Text loses NUL, which Postgres cannot hold.
 */
export function rows<Row extends Record<string, Value>>(
  items: Row[],
  types: Record<keyof Row & string, string>,
): SQL {
  const names = Object.keys(types)
  const columns = names.map(name => {
    const values = items.map(item => asText(item[name] ?? null))
    return sql`${sql.param(values)}::text[]::${sql.raw(types[name as keyof Row & string])}[]`
  })
  return sql`unnest(${sql.join(columns, sql`, `)}) with ordinality as given(${sql.raw([...names, 'n'].join(', '))})`
}

// The driver guesses an array's type from its first item, and gets all but text wrong.
function asText(value: Value): string | null {
  return value === null ? null : String(value).replaceAll('\0', '')
}
