import type { Client } from './read-partitions.ts'
import type { PartitionedTable } from './tables.ts'

/** Whether the role of the session may make and drop partitions of these tables. */
export async function mayChange(client: Client, tables: readonly PartitionedTable[]): Promise<boolean> {
  const rows = await client.unsafe(`
    select from pg_class
    where oid in (${tables.map(table => `'"${table}"'::regclass`)})
      and not (pg_has_role(relowner, 'usage') and has_schema_privilege(relnamespace, 'create'))`)
  return rows.length === 0
}
