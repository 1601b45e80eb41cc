import type { Client } from './read-partitions.ts'
import type { PartitionedTable } from './tables.ts'

/**
 * Rejects if a view, a trigger or a policy is of a table: it would stay with the first partition, and miss all later
 * rows.
 */
export async function expectPlain(client: Client, table: PartitionedTable): Promise<void> {
  const of = `'"${table}"'::regclass`
  const [found] = await client.unsafe(`
    select 'view ' || ev_class::regclass as what from pg_depend join pg_rewrite on pg_rewrite.oid = objid
    where classid = 'pg_rewrite'::regclass and refclassid = 'pg_class'::regclass and refobjid = ${of} and ev_class <> refobjid
    union select 'trigger ' || tgname from pg_trigger where tgrelid = ${of} and not tgisinternal
    union select 'policy ' || polname from pg_policy where polrelid = ${of}
    order by what limit 1`)
  if (found)
    throw new Error(
      `the ${found.what} of ${table} would miss later rows: drop it, partition, and make it again`,
    )
}
