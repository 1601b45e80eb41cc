import { readDatabaseUrl } from '@passlink/runtime'
import { migrate, takeOne } from '@passlink/store'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import type { TestDatabase } from '../servers/database.ts'
import { openTransaction } from './open-transaction.ts'
import {
  createDatabaseBefore,
  empty,
  migrateAsBefore,
  migrationsFolder,
  tagBefore,
  withMigrations,
} from './schema-before.ts'

const closing: (() => Promise<unknown>)[] = []
let database: TestDatabase
beforeEach(async () => {
  database = await createDatabaseBefore()
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
  await database.drop()
})

async function startTransaction(statement: string) {
  const transaction = await openTransaction(database, statement)
  closing.push(transaction.end)
  return transaction
}

const spendOne = () => takeOne(database.db, 'somebody', { max: 1_000_000, windowMs: 60_000 })
const rowsApplied = async () => [
  ...(await database.sql`select hash, created_at from drizzle.__drizzle_migrations order by id`),
]
/** The rows that drizzle's migrator writes. */
const rowsOfDrizzle = () =>
  readMigrationFiles({ migrationsFolder }).map(({ hash, folderMillis }) => ({
    hash,
    created_at: String(folderMillis),
  }))
const indexState = async () => {
  const [index] = await database.sql`
    select indisvalid as valid, indisunique as unique from pg_index where indexrelid = to_regclass('deliveries_deadline')`
  return index
}

/** A migration that needs an exclusive lock on a table in use. */
const adding = { '0004_add': 'alter table allowances add column added integer' }

test('a migration blocked by a long transaction retries its lock, lets calls pass in between, and succeeds after that', async () => {
  const transaction = await startTransaction('select from allowances')
  const messages: string[] = []
  await withMigrations(tagBefore, adding, async folder => {
    const migrated = migrate(readDatabaseUrl(database.url), {
      folder,
      pauseMs: 100,
      onBlocked: text => messages.push(text),
    })
    migrated.catch(() => {})
    for (const tries of [1, 2]) {
      await eventually(() => expect(messages.length).toBeGreaterThanOrEqual(tries))
      expect(await spendOne()).toBe(0)
    }
    await transaction.end()
    await migrated
  })
  expect(messages[0]).toBe('migration 0004_add waits for a lock that others hold (try 1 of 400)')
  expect(await database.sql`select added from allowances`).toEqual([{ added: null }])
})

test('a migration waits long enough for autovacuum to yield, without blocking calls', async () => {
  const vacuum = await startTransaction('lock table allowances in share update exclusive mode')
  const messages: string[] = []
  await withMigrations(tagBefore, adding, async folder => {
    const migrated = migrate(readDatabaseUrl(database.url), {
      folder,
      lockTimeoutMs: 1,
      onBlocked: text => messages.push(text),
    })
    migrated.catch(() => {})
    await eventually(async () =>
      expect(
        await database.sql`
          select from pg_stat_activity
          where datname = current_database() and wait_event = 'relation' and query like 'lock table%'`,
      ).toHaveLength(1),
    )
    expect(await spendOne()).toBe(0)
    await vacuum.end()
    await migrated
  })
  expect(messages).toEqual([])
})

test('a migration that never gets its lock fails with an error that names it, and changes nothing', async () => {
  await startTransaction('select from allowances')
  await withMigrations(
    tagBefore,
    {
      '0004_add': `alter table turns add column added integer;--> statement-breakpoint\n${adding['0004_add']}`,
    },
    async folder => {
      const impatient = { folder, lockTimeoutMs: 50, pauseMs: 10, triesMax: 3 }
      await expect(migrate(readDatabaseUrl(database.url), impatient)).rejects.toThrow(
        'migration 0004_add did not get its locks in 3 tries',
      )
    },
  )
  expect(await rowsApplied()).toHaveLength(4)
  expect(await database.sql`select from information_schema.columns where column_name = 'added'`).toEqual([])
  expect(await spendOne()).toBe(0)
})

test('an invalid migration is not retried, and changes nothing', async () => {
  const wrong = {
    '0004_wrong':
      'create table half (id text);--> statement-breakpoint\nalter table nowhere add column x text',
  }
  await withMigrations(tagBefore, wrong, async folder => {
    await expect(migrate(readDatabaseUrl(database.url), { folder })).rejects.toThrow(
      'migration 0004_wrong failed: relation "nowhere" does not exist',
    )
  })
  expect(await database.sql`select to_regclass('half')`).toEqual([{ to_regclass: null }])
})

test('an invalid index that a failure left is created again', async () => {
  await database.sql`
    insert into links (id, user_id, organization_id) select gen_random_uuid(), 'alice', 'acme' from generate_series(1, 2)`
  await database.sql`
    insert into deliveries (id, link_id, request_id, deadline) select gen_random_uuid(), id, 'r', now() from links`
  await expect(
    database.sql`create unique index concurrently deliveries_deadline on deliveries (deadline)`,
  ).rejects.toThrow('could not create unique index')
  expect(await indexState()).toEqual({ valid: false, unique: true })
  await migrate(readDatabaseUrl(database.url))
  expect(await indexState()).toEqual({ valid: true, unique: false })
})

test('a migration interrupted while creating an index creates it again the next time', async () => {
  const transaction = await startTransaction('select from deliveries')
  const cutOff = migrate(readDatabaseUrl(database.url))
  cutOff.catch(() => {})
  await eventually(async () => expect(await indexState()).toMatchObject({ valid: false }))
  await database.sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'passlink migrate'`
  await expect(cutOff).rejects.toThrow('migration 0005_open_by_deadline failed')
  expect(await indexState()).toMatchObject({ valid: false })
  await transaction.end()
  await migrate(readDatabaseUrl(database.url))
  expect(await indexState()).toEqual({ valid: true, unique: false })
})

test('statements outside a transaction that ran before an interruption are skipped, and the rest are run', async () => {
  const two = `-- not in a transaction
    create index concurrently "allowances_first" on allowances (granted);--> statement-breakpoint
    create index concurrently "allowances_second" on allowances (spent_until)`
  await database.sql`create index concurrently allowances_first on allowances (granted)`
  const [first] = await database.sql`select 'allowances_first'::regclass::oid as oid`
  await withMigrations(tagBefore, { '0004_two': two }, folder =>
    migrate(readDatabaseUrl(database.url), { folder }),
  )
  expect(await database.sql`select 'allowances_first'::regclass::oid as oid`).toEqual([first])
  expect(await database.sql`select to_regclass('allowances_second')::text as name`).toEqual([
    { name: 'allowances_second' },
  ])
  expect(await rowsApplied()).toHaveLength(5)
})

test('four concurrent migrations apply each migration once, recorded as drizzle does', async () => {
  await Promise.all(Array.from({ length: 4 }, () => migrate(readDatabaseUrl(database.url))))
  expect(await rowsApplied()).toEqual(rowsOfDrizzle())
  await migrateAsBefore(database.url, migrationsFolder)
  expect(await rowsApplied()).toEqual(rowsOfDrizzle())
})

const isWaitingFor = (event: string) =>
  eventually(async () =>
    expect(
      await database.sql`
        select from pg_stat_activity
        where datname = current_database() and application_name = 'passlink migrate' and wait_event = ${event}`,
    ).toHaveLength(1),
  )

test('a migration waits for one of the previous version, and then completes', async () => {
  const otherMigration = await startTransaction('select pg_advisory_xact_lock(7266051442)')
  await empty(database)
  const migrated = migrate(readDatabaseUrl(database.url))
  migrated.catch(() => {})
  await isWaitingFor('advisory')
  expect(await database.sql`select to_regnamespace('drizzle')`).toEqual([{ to_regnamespace: null }])
  await otherMigration.end()
  await migrated
  expect(await rowsApplied()).toEqual(rowsOfDrizzle())
})

test('the previous version may start while an index is created, and applies nothing', async () => {
  const reader = await startTransaction('select from deliveries')
  const migrated = migrate(readDatabaseUrl(database.url))
  migrated.catch(() => {})
  await isWaitingFor('virtualxid')
  await withMigrations(tagBefore, {}, folder => migrateAsBefore(database.url, folder))
  await reader.end()
  await migrated
  expect(await rowsApplied()).toEqual(rowsOfDrizzle())
})
