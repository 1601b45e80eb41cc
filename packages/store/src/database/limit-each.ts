import type postgres from 'postgres'
import type { Db } from './open-database.ts'
import { transact } from './transaction.ts'

type Settings = Record<string, string | number | undefined>

/**
 * A client for a pooler, which refuses settings at the start of a session, and shares its sessions with others between
 * transactions: each transaction begins by making the settings its own, in one message that costs no round trip. A
 * statement outside a transaction gets one of its own.
 */
export function limitEach(client: postgres.Sql, settings: Settings): postgres.Sql {
  const text = Object.entries(settings)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `set local ${name} = ${value}`)
    .join('; ')

  const begin = (work: (tx: postgres.TransactionSql) => Promise<unknown>) =>
    client.begin(async tx => {
      // Not awaited: if it fails, so does every statement after it.
      tx.unsafe(text)
        .execute()
        .catch(() => {})
      return work(tx)
    })

  const limited = {
    begin,
    unsafe: (...statement: Parameters<postgres.Sql['unsafe']>) =>
      transact({ $client: limited } as unknown as Db, async tx => await tx.$client.unsafe(...statement)),
  }
  return limited as unknown as postgres.Sql
}
