import type { TestDatabase } from '../servers/database.ts'

type Described = { columns: string[]; constraints: string[]; indexes: string[]; storage: string }

/**
 * The columns, constraints and indexes of a table or a partition. Those of a partition are told as if it were its table, and
 * without the names that Postgres chooses for them.
 */
export async function describeTable(
  { sql }: Pick<TestDatabase, 'sql'>,
  name: string,
  { table = name }: { table?: string } = {},
): Promise<Described> {
  const isPartition = table !== name
  const lines = async (rows: Promise<{ line: string }[]>) => (await rows).map(({ line }) => line)
  // What refers to a partition of deliveries or belongs to it is said of the whole.
  const general = (line: string) =>
    line.replaceAll(name, table).replace(/deliveries_(first|default|\d{4}_\d\d)/, 'deliveries')
  const columns = await lines(sql`
    select concat_ws(' ', attname, format_type(atttypid, atttypmod), attnotnull, ${isPartition ? sql`''` : sql`attidentity`},
      (select pg_get_expr(adbin, adrelid) from pg_attrdef where adrelid = attrelid and adnum = attnum)) as line
    from pg_attribute where attrelid = ${name}::regclass and attnum > 0 and not attisdropped order by attnum`)
  const constraints = await lines(sql`
    select concat_ws(' ', ${isPartition ? sql`''` : sql`conname`}, pg_get_constraintdef(oid)) as line from pg_constraint
    where conrelid = ${name}::regclass and contype in ('c', 'p', 'f')
      and (contype <> 'f' or conparentid = 0 or confrelid not in (select inhrelid from pg_inherits))`)
  const indexes = await lines(sql`
    select concat_ws(' ', ${isPartition ? sql`''` : sql`relname`}, regexp_replace(pg_get_indexdef(indexrelid), '^.* USING', 'USING'), indisvalid)
      as line
    from pg_index join pg_class on oid = indexrelid where indrelid = ${name}::regclass`)
  const [storage] = await sql`
    select coalesce(array_to_string(array(select unnest(reloptions) order by 1), ', '), '') as options from pg_class
    where oid = ${name}::regclass`
  return {
    columns,
    constraints: [...new Set(constraints.map(general))].sort(),
    indexes: indexes.sort(),
    storage: storage?.options,
  }
}
