import type { TestDatabase } from './servers/database.ts'

/** Makes every insert into a table fail with an error that no statement of ours expects. */
export async function breakTable({ sql }: Pick<TestDatabase, 'sql'>, table: string): Promise<void> {
  await sql`
    create function break_insert() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$`
  await sql`create trigger break_insert before insert on ${sql(table)} execute function break_insert()`
}
