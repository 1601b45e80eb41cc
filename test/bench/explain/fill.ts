import type postgres from 'postgres'
import { deliveriesSql, eventsSql, linksSql, smallTablesSql } from './rows.ts'
import { peopleSql, queueSql } from './rows-beside.ts'

/** How many people and organizations so many links belong to. */
export const directoryOf = (links: number) => ({
  people: Math.max(1_000, Math.floor(links / 5)),
  organizations: Math.max(20, Math.floor(links / 5_000)),
})

// Those that refer to another come before it: a logged table cannot refer to an unlogged one.
const unlogged = ['attempts', 'deliveries', 'challenges', 'links', 'events', 'passkeys', 'undo_links']

type Index = { name: string; definition: string }

/**
 * Fills a migrated, empty database with `links` links of the last 400 days in every state, and with all that comes of them:
 * deliveries, attempts of the last 90 days, events, people, organizations, passkeys, and jobs of the queue in Postgres.
 * `say` is told of each step. Indexes are built afterwards, and every table is analyzed.
 */
export async function fill(sql: postgres.Sql, links: number, say: (step: string) => void): Promise<void> {
  const counts = { links, ...directoryOf(links) }
  for (const table of unlogged) await sql.unsafe(`alter table ${table} set unlogged`)
  const indexes = await dropIndexes(sql)
  const steps = {
    ...peopleSql(counts),
    ...linksSql(counts),
    ...eventsSql(counts),
    ...deliveriesSql(counts),
    ...smallTablesSql(counts),
    ...queueSql(counts),
  }
  await sql.begin(async tx => {
    // The rows keep the foreign keys, and looking up each would take longer than writing them.
    await tx.unsafe(`set local session_replication_role = replica; set local statement_timeout = 0`)
    for (const [what, text] of Object.entries(steps)) {
      say(what)
      await tx.unsafe(text)
    }
  })
  const session = await sql.reserve()
  try {
    await session.unsafe(`set maintenance_work_mem = '1GB'; set statement_timeout = 0`)
    for (const { name, definition } of indexes) {
      say(`index ${name}`)
      await session.unsafe(definition)
    }
    say('vacuum analyze')
    await session.unsafe('vacuum analyze')
  } finally {
    session.release()
  }
}

/** Drops the indexes of our tables that no constraint needs: rows are written several times as fast without. */
async function dropIndexes(sql: postgres.Sql): Promise<Index[]> {
  const indexes = await sql<Index[]>`
    select indexname as name, indexdef as definition from pg_indexes
    where schemaname = 'public' and not exists (select from pg_constraint where conindid = format('%I.%I', schemaname, indexname)::regclass)`
  for (const { name } of indexes) await sql.unsafe(`drop index "${name}"`)
  return indexes
}
