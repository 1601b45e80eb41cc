import { readdir, readFile } from 'node:fs/promises'
import { readDatabaseUrl } from '@passlink/runtime'
import { migrate } from '@passlink/store'
import { afterEach, describe, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../servers/database.ts'
import {
  createDatabaseBefore,
  migrationsFolder,
  readTags,
  tagBefore,
  withMigrations,
} from './schema-before.ts'
import { findUnsafe, type MigrationFile } from './unsafe-statements.ts'

let database: TestDatabase | undefined
afterEach(() => database?.drop())

async function readFiles(): Promise<MigrationFile[]> {
  const tags = await readTags()
  return Promise.all(
    tags.map(async tag => ({ tag, text: await readFile(`${migrationsFolder}/${tag}.sql`, 'utf8') })),
  )
}

const outside = (statement: string) => `-- not in a transaction\n${statement}`

test('every migration is safe on tables with rows that the previous version uses', async () => {
  const files = await readFiles()
  const first = files.findIndex(({ tag }) => tag === tagBefore) + 1
  const found = files.map((file, n) => (n < first ? [] : findUnsafe(file, files.slice(0, n))))
  expect(files.length).toBeGreaterThan(first)
  expect(found.flat()).toEqual([])
})

test('no migration names the schema of the tables', async () => {
  for (const { tag, text } of await readFiles())
    expect([tag, text]).not.toEqual([tag, expect.stringMatching(/"?public"?\./)])
})

test('the journal lists every file in chronological order', async () => {
  const journal = JSON.parse(await readFile(`${migrationsFolder}/meta/_journal.json`, 'utf8'))
  const files = (await readdir(migrationsFolder)).filter(name => name.endsWith('.sql')).sort()
  expect(await readTags()).toEqual(files.map(name => name.replace('.sql', '')))
  const times = journal.entries.map(({ when }: { when: number }) => when)
  expect(times).toEqual([...new Set<number>(times)].sort((a, b) => a - b))
})

describe('a migration is refused', () => {
  test.each([
    ['create index "i" on "links" using btree ("id");', 'made concurrently'],
    ['create unique index "i" on "links" ("id");', 'made concurrently'],
    ['drop index "links_user";', 'dropped concurrently'],
    ['create index concurrently "i" on "links" ("id");', 'first line'],
    [outside('alter table "links" add column "a" text;'), 'can be repeated'],
    [outside('drop index concurrently "links_user";'), 'if it exists'],
    ['alter table "links" add constraint "c" check ("id" is not null);', 'not valid'],
    [
      'alter table "links" add constraint "c" foreign key ("id") references "users"("id") on delete cascade;',
      'not valid',
    ],
    ['alter table "links" add constraint "c" unique ("key_id");', 'not valid'],
    ['alter table "links" validate constraint "c";', 'outside the transaction'],
    ['alter table "links" add column "a" text references "users"("id");', 'gets no constraint'],
    ['alter table "links" add column "a" uuid default gen_random_uuid();', 'gets no constraint'],
    ['alter table "links" add column "a" text not null;', 'has a default'],
    ['alter table "links" alter column "failed_checks" set data type bigint;', 'changes its type'],
    ['alter table "links" alter column "key_id" set not null;', 'validated check'],
    ['update "links" set "key_id" = null;', 'in batches'],
    ['do $$ begin update links set key_id = null; end $$', 'in batches'],
    [outside('do $$ begin loop update links set key_id = null; commit; end loop; end $$'), 'in batches'],
    ['delete from links', 'in batches'],
    ['alter table "links" rename column "key_id" to "key";', 'renamed'],
    ['alter table "links" drop column "key_id";', 'contract'],
    ['drop table "turns";', 'contract'],
    ['analyze', 'analyzed'],
    ['alter table "links" add column "a" text; update "links" set "a" = 1', 'separated by breakpoints'],
    [
      'alter table "links" add column "a" text;--> statement-breakpoint\nalter table "turns" add column "a" text;',
      'one table in use',
    ],
    ['create table "a" ("id" text references "public"."links"("id"));', 'no schema'],
  ] as const)('%s', (text, message) => {
    expect(findUnsafe({ tag: '0007_x', text }).join()).toContain(message)
  })
})

describe('a migration is accepted', () => {
  test.each([
    ['create table "a" ("id" text);--> statement-breakpoint\ncreate index "i" on "a" using btree ("id");'],
    [
      'create table "a" ("id" text);--> statement-breakpoint\nalter table "a" add constraint "c" check ("id" <> \'\');',
    ],
    [outside('create index concurrently "i" on "links" ("id");')],
    [outside('drop index concurrently if exists "i";')],
    [outside('alter table "links" validate constraint "c";')],
    ['alter table "links" add column "a" timestamp with time zone default now() not null;'],
    ['alter table "links" add column "a" text;'],
    [
      'alter table "links" add constraint "c" foreign key ("id") references "users"("id") on delete cascade on update no action not valid;',
    ],
  ])('%s', text => {
    expect(findUnsafe({ tag: '0007_x', text })).toEqual([])
  })

  test('if it sets not null after an earlier one has validated the check', () => {
    const add = {
      tag: '0007_add',
      text: 'alter table "links" add constraint "c" check ("key_id" is not null) not valid;',
    }
    const validate = { tag: '0008_validate', text: outside('alter table "links" validate constraint "c";') }
    const set = { tag: '0009_set', text: 'alter table "links" alter column "key_id" set not null;' }
    expect([add, validate].flatMap(file => findUnsafe(file, [add]))).toEqual([])
    expect(findUnsafe(set, [add, validate])).toEqual([])
    expect(findUnsafe(set, [add])).toHaveLength(1)
  })

  test('if it drops a column in a file named contract', () => {
    expect(
      findUnsafe({ tag: '0009_contract_granted', text: 'alter table "allowances" drop column "granted";' }),
    ).toEqual([])
  })
})

test('the batches of docs/migrations.md change every row, and are accepted', async () => {
  database = await createDatabaseBefore()
  await database.sql`
    insert into allowances (subject, spent_until, granted) select n::text, now(), 1 from generate_series(1, 2500) as n`
  const page = await readFile(new URL('../../docs/migrations.md', import.meta.url), 'utf8')
  const [, example] = /```sql\n(-- not in a transaction\ndo [\s\S]*?)```/.exec(page) ?? []
  const text = example as string
  expect(findUnsafe({ tag: '0004_batches', text })).toEqual([])
  await withMigrations(tagBefore, { '0004_batches': text }, folder =>
    migrate(readDatabaseUrl(database?.url as string), { folder }),
  )
  expect(
    await database.sql`select count(*)::int, count(distinct xmin::text)::int as batches from allowances where granted = 0`,
  ).toEqual([{ count: 2500, batches: 3 }])
})

// Postgres plans by the size at the last analyze: once analyzed while empty, a table is scanned sequentially however it grows.
test('the tables of a new installation were never analyzed', async () => {
  database = await createDatabase()
  expect(
    await database.sql`
      select relname from pg_class
      where relnamespace = current_schema()::regnamespace and relkind = 'r' and reltuples <> -1`,
  ).toEqual([])
})
