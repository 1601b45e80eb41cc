import { together } from '../database/together.ts'
import type { Client } from './read-partitions.ts'

/** An index or a constraint of a table, with the SQL that makes it. */
type Defined = { name: string; definition: string }

/** The owner of a table, and its storage parameters as they are set, which partitions do not inherit; null: none. */
export type OwnedBy = { owner: string; storage: string | null }

/** What a table has that its partitioned successor must have too. */
export type TableShape = OwnedBy & {
  indexes: Defined[]
  /** The primary key, which is also an index. */
  keys: Defined[]
  foreignKeys: Defined[]
  /** The foreign keys of other tables that refer to this one. */
  referring: (Defined & { table: string })[]
  grants: { grantee: string; privilege: string; grantable: boolean }[]
  /** The column that is generated as identity, its sequence, and the next value. */
  identity: { column: string; sequence: string; next: string } | null
}

/** Reads the shape of a table. The table must be locked so that no value of its sequence is taken meanwhile. */
export async function readShape(tx: Client, table: string): Promise<TableShape> {
  const constraints = (type: string) => `
    select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
    where conrelid = '"${table}"'::regclass and contype = '${type}' and conparentid = 0 order by conname`
  const [of, indexes, keys, foreignKeys, referring, grants, identity] = await together([
    readOwner(tx, table),
    read<Defined>(
      tx,
      `select relname as name, pg_get_indexdef(indexrelid) as definition from pg_index join pg_class on oid = indexrelid
      where indrelid = '"${table}"'::regclass and not indisprimary and indisvalid order by relname`,
    ),
    read<Defined>(tx, constraints('p')),
    read<Defined>(tx, constraints('f')),
    read<Defined & { table: string }>(
      tx,
      `select conname as name, pg_get_constraintdef(oid) as definition, conrelid::regclass::text as "table" from pg_constraint
      where confrelid = '"${table}"'::regclass and contype = 'f' and conparentid = 0 order by conname`,
    ),
    read<TableShape['grants'][number]>(
      tx,
      `select case grantee when 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end as grantee,
        privilege_type as privilege, is_grantable as grantable
      from (
        select relowner, acl.* from pg_class, aclexplode(relacl) as acl where oid = '"${table}"'::regclass
        union all
        select relowner, grantor, grantee, privilege_type || ' (' || quote_ident(attname) || ')', is_grantable
        from pg_class join pg_attribute on attrelid = pg_class.oid,
          aclexplode(attacl) as acl (grantor, grantee, privilege_type, is_grantable) where pg_class.oid = '"${table}"'::regclass
      ) as granted where grantee <> relowner`,
    ),
    readIdentity(tx, table),
  ])
  return { ...of, indexes, keys, foreignKeys, referring, grants, identity }
}

export async function readOwner(tx: Client, table: string): Promise<OwnedBy> {
  const [row] = await read<OwnedBy>(
    tx,
    `select quote_ident(pg_get_userbyid(relowner)) as owner, array_to_string(reloptions, ', ') as storage
    from pg_class where oid = '"${table}"'::regclass`,
  )
  if (!row) throw new Error(`there is no table ${table}`)
  return row
}

async function readIdentity(tx: Client, table: string): Promise<TableShape['identity']> {
  const [column] = await read<{ name: string; sequence: string; relname: string }>(
    tx,
    `select attname as name, pg_get_serial_sequence('"${table}"', attname) as sequence,
      (select relname from pg_class where oid = pg_get_serial_sequence('"${table}"', attname)::regclass)
    from pg_attribute where attrelid = '"${table}"'::regclass and attidentity <> ''`,
  )
  if (!column) return null
  const [state] = await read<{ next: string }>(
    tx,
    `select (last_value + is_called::integer)::text as next from ${column.sequence}`,
  )
  return { column: column.name, sequence: column.relname, next: state?.next ?? '1' }
}

async function read<Row>(tx: Client, text: string): Promise<Row[]> {
  return [...((await tx.unsafe(text)) as unknown as Row[])]
}
