import { readDatabaseUrl } from '@passlink/runtime'
import { keepPartitionsAhead, type MigrateOptions, migrate } from '@passlink/store'
import { vi } from 'vitest'
import type { TestDatabase } from '../servers/database.ts'

export const day = 86_400_000
const monthMs = 30 * day

/** Partitions the tables, though the tests' server has room for few locks. */
export const partition = ({ url }: Pick<TestDatabase, 'url'>, waits: MigrateOptions = {}) =>
  migrate(readDatabaseUrl(url), { partition: true, anySettings: true, ...waits })

/**
 * Partitions the tables as if that had been done `months` ago, so that the partitions of all months since then exist. The rows that
 * are there already come into the first of them.
 */
export async function partitionedSince(database: TestDatabase, months: number): Promise<void> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - months * monthMs })
  try {
    await partition(database)
    for (let month = months - 2; month > 0; month -= 2) {
      vi.setSystemTime(Date.now() + 2 * monthMs)
      await keepPartitionsAhead(database.db)
    }
  } finally {
    vi.useRealTimers()
  }
  await keepPartitionsAhead(database.db)
}

/** The partitions of a table in the order of their bounds, the default one last. */
export async function partitionsOf({ sql }: Pick<TestDatabase, 'sql'>, table: string): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select relname as name from pg_inherits join pg_class on oid = inhrelid where inhparent = ${table}::regclass
    order by pg_get_expr(relpartbound, oid) = 'DEFAULT', pg_get_expr(relpartbound, oid) !~ 'MINVALUE', pg_get_expr(relpartbound, oid)`
  return rows.map(({ name }) => name)
}

/** A UUID of version 7 as generated at that time (RFC 9562 section 5.7). */
export function idOf(at: Date): string {
  const hex = at.getTime().toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${crypto.randomUUID().slice(15)}`
}
