import { createPartition } from './create-partition.ts'
import type { TableShape } from './read-shape.ts'
import type { Bound } from './scale.ts'
import { keyOf, type PartitionedTable } from './tables.ts'

/**
 * The check that shows that all rows of a table are before the bound of its first partition, so that nothing is
 * scanned.
 */
export const boundCheckOf = (table: PartitionedTable) => `${table}_first_bound`

/**
 * The statements that make a table the first partition, with the keys before `bound`, of a new table of its name, which
 * has its columns, indexes, constraints, grants and owner. They change the catalog only: the table has the validated
 * {@link boundCheckOf}, and its foreign keys are taken over. Those of other tables to it are added again without a look
 * at their rows, which have been checked; they have to be validated. All tables concerned must be locked.
 */
export function swap(table: PartitionedTable, bound: Bound, shape: TableShape): string[] {
  const { owner, storage, indexes, keys, foreignKeys, grants, identity } = shape
  const first = `${table}_first`
  // The foreign key of attempts stays between the partitions.
  const constraints = table === 'attempts' ? keys : [...keys, ...foreignKeys]
  const referring = shape.referring.filter(({ table: from }) => from !== 'attempts')
  const alter = (changes: string) => `alter table "${table}" ${changes}`
  return [
    ...referring.map(({ table: from, name }) => `alter table ${from} drop constraint "${name}"`),
    ...(identity ? [alter(`alter column "${identity.column}" drop identity`)] : []),
    alter(`rename to "${first}"`),
    ...[...keys, ...indexes].map(
      ({ name }) => `alter index "${name}" rename to "${nameOnPartition(name, table, first)}"`,
    ),
    `create table "${table}" (like "${first}" including defaults including constraints including storage including comments)
      partition by range ("${keyOf[table]}")`,
    alter(`owner to ${owner}`),
    alter(`drop constraint "${boundCheckOf(table)}"`),
    ...constraints.map(({ name, definition }) => alter(`add constraint "${name}" ${definition}`)),
    ...indexes.map(({ definition }) => definition),
    alter(`attach partition "${first}" for values from (minvalue) to ('${bound}')`),
    `alter table "${first}" drop constraint "${boundCheckOf(table)}"`,
    ...(identity
      ? [
          alter(`alter column "${identity.column}" add generated always as identity
            (sequence name "${identity.sequence}" start with ${identity.next})`),
        ]
      : []),
    ...createPartition({ table, range: null, owner, storage }).statements,
    ...referring.map(
      ({ table: from, name, definition }) =>
        `alter table ${from} add constraint "${name}" ${definition.replace(/ not valid$/i, '')} not valid`,
    ),
    ...grants.map(
      ({ grantee, privilege, grantable }) =>
        `grant ${privilege} on "${table}" to ${grantee}${grantable ? ' with grant option' : ''}`,
    ),
  ]
}

/** Names of indexes begin with that of their table. */
export function nameOnPartition(index: string, table: string, partition: string): string {
  const rest = index.startsWith(`${table}_`) ? index.slice(table.length + 1) : index
  return `${partition}_${rest}`.slice(0, 63)
}
